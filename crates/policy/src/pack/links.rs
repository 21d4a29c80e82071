//! What the files of a pack say of each other: every name that one uses must be declared by another.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use regex::Regex;

use super::{Declaration, Pack, PackError, Read, file::File};
use crate::{
    dataset::{Bound, CodeList, Column, ColumnType, Dataset, Formats, ORGANISATION, RESERVED, Scope},
    indicator::{CalendarYear, Cases, Indicator, Kind, Standard, Unit, Version},
    linkage::{Linkage, Wrong},
    report::{From, Reports},
    schema::FileKind,
    text::nearest,
};

/// Tables that the engines provide, with their columns.
const ORG: (&str, &[&str]) = ("org", &["code", "name", "level", "parent"]);
const VALUES: &[&str] = &["org", "level", "numerator", "denominator", "value"];
const RULES: &[&str] = &["rule", "stage", "indicator", "comparator", "value", "floor"];

pub(super) fn check(reads: &[Read<'_>], pack: &Pack, errors: &mut Vec<PackError>) {
    let known = Known::new(reads, pack);
    declared_once(reads, errors);
    extended(reads, errors);
    for read in reads {
        let mut links = Links { file: &read.file, pack, known: &known, errors };
        match &read.declaration {
            Some(Declaration::Dataset(dataset)) => links.dataset(read.id, dataset),
            Some(Declaration::CodeList(list)) => links.codes(read.id, list),
            Some(Declaration::Formats(formats)) => links.formats(formats),
            Some(Declaration::Indicator(indicator)) => links.indicator(read.id, indicator),
            Some(Declaration::Cases(cases)) => links.cases(read.id, cases),
            Some(Declaration::Linkage(linkage)) => links.linkage(read.id, linkage),
            Some(Declaration::Standard(standard)) => links.standard(read.id, standard),
            Some(Declaration::Document(_)) if pack.paper.is_none() => {
                links.errors.push(read.file.error_in("", "pack.missing_file", &[("missing", FileKind::Paper.path())]));
            }
            Some(Declaration::Calendar(year)) => links.calendar(read.id, year),
            Some(Declaration::Reports(reports)) => links.reports(reports),
            Some(Declaration::Sql) => links.sql(read.id),
            _ => {}
        }
    }
    indicators_without_circle(reads, pack, errors);
}

/// What other files may name: also the ids of files that could not be read, so that one error does not breed others.
pub(super) struct Known<'a>(BTreeMap<&'static str, BTreeSet<&'a str>>);

impl<'a> Known<'a> {
    pub fn new(reads: &'a [Read<'_>], pack: &'a Pack) -> Self {
        let kinds = ["dataset", "code_list", "indicator", "standard", "linkage"];
        let mut known: BTreeMap<_, BTreeSet<_>> = kinds.map(|kind| (kind, BTreeSet::new())).into();
        for read in reads {
            let kind = match read.kind {
                Some(FileKind::Dataset) => "dataset",
                Some(FileKind::CodeList) => "code_list",
                Some(FileKind::Indicator) => "indicator",
                Some(FileKind::Standard) => "standard",
                Some(FileKind::Linkage) => "linkage",
                _ => continue,
            };
            known.entry(kind).or_default().insert(read.id);
        }
        let unread = |kind| reads.iter().any(|read| read.kind == Some(kind) && read.declaration.is_none());
        if !unread(FileKind::Formats) {
            known.insert("format", pack.formats.formats.iter().map(|format| format.id.as_str()).collect());
        }
        if unread(FileKind::Indicator) {
            // A query that seems unused may belong to the indicator that could not be read.
            known.insert("unread_indicator", BTreeSet::new());
        }
        known.insert("sql", pack.sql.keys().map(String::as_str).collect());
        Self(known)
    }
}

/// Checks of one file against the rest.
pub(super) struct Links<'a, 'e> {
    pub file: &'a File<'a>,
    pub pack: &'a Pack,
    pub known: &'a Known<'a>,
    pub errors: &'e mut Vec<PackError>,
}

impl Links<'_, '_> {
    pub fn report(&mut self, key: &str, code: &'static str, args: &[(&'static str, &str)]) {
        self.errors.push(self.file.error_in(key, code, args));
    }

    /// `found` must be one of `allowed`; `kind` says in the sentence of what.
    pub fn one_of<'w>(&mut self, key: &str, kind: &str, found: &str, allowed: impl Iterator<Item = &'w str> + Clone) {
        if allowed.clone().all(|word| word != found) {
            let mut error = self.file.error_in(key, "pack.unknown_reference", &[("kind", kind), ("found", found)]);
            error.suggestion = nearest(found, allowed);
            self.errors.push(error);
        }
    }

    /// `found` must be declared somewhere in the packs.
    pub fn declared(&mut self, key: &str, kind: &'static str, found: &str) {
        if let Some(ids) = self.known.0.get(kind) {
            self.one_of(key, kind, found, ids.iter().copied());
        }
    }

    /// No word may come twice; `key` gives the place of the nth (from 1).
    pub fn distinct<'w>(&mut self, words: impl Iterator<Item = &'w str>, key: impl Fn(usize) -> String) {
        let mut seen = BTreeSet::new();
        for (index, word) in words.enumerate() {
            if !seen.insert(word) {
                self.report(&key(index + 1), "pack.duplicate", &[("found", word)]);
            }
        }
    }

    pub fn own_id(&mut self, id: &str, declared: &str) {
        if id != declared {
            self.report("id", "pack.id_not_file_name", &[("found", declared), ("expected", id)]);
        }
    }

    fn linkage(&mut self, id: &str, linkage: &Linkage) {
        self.own_id(id, &linkage.id);
        for (key, dataset) in [("left", &linkage.left), ("right", &linkage.right)] {
            if let Some(dataset) = dataset {
                self.declared(key, "dataset", dataset);
            }
        }
        let names: BTreeSet<&str> = linkage.names().collect();
        for word in linkage.words.keys() {
            self.one_of(&format!("words.{word}"), "level", word, names.iter().copied());
        }
        for flaw in linkage.spec().flaws() {
            match &flaw.wrong {
                Wrong::UnknownField { found, known } => {
                    self.one_of(&flaw.key, "field", found, known.iter().map(String::as_str));
                }
                Wrong::NotForKind { found, kind } => {
                    self.report(&flaw.key, "pack.not_for_kind", &[("found", found), ("kind", kind)]);
                }
                Wrong::OutOfRange { least, most } => {
                    self.report(&flaw.key, "pack.out_of_range", &[("least", least), ("most", most)]);
                }
                Wrong::Duplicate { found } => self.report(&flaw.key, "pack.duplicate", &[("found", found)]),
                Wrong::Empty => self.report(&flaw.key, "pack.empty", &[]),
                Wrong::Missing { missing } => self.report(&flaw.key, "pack.missing_key", &[("missing", missing)]),
            }
        }
    }

    fn dataset(&mut self, id: &str, dataset: &Dataset) {
        self.own_id(id, &dataset.id);
        if RESERVED.contains(&id) {
            self.report("id", "pack.reserved", &[("found", id)]);
        }
        let names = || dataset.columns.iter().map(|column| column.name.as_str());
        let keys = || dataset.columns.iter().filter_map(|column| column.key_as.as_deref());
        for (index, name) in dataset.key.iter().enumerate() {
            self.one_of(&format!("key[{}]", index + 1), "column", name, names());
        }
        for (index, name) in dataset.sort.iter().enumerate() {
            self.one_of(&format!("sort[{}]", index + 1), "column", name, names().chain(keys()));
        }
        if let Some(org) = &dataset.org {
            self.one_of("org", "column", org, names());
        }
        for (_, columns) in ORGANISATION.into_iter().filter(|(name, _)| *name == id) {
            for name in columns {
                self.one_of("column", "column", name, names());
            }
        }
        if let Some(watch) = dataset.drift.as_ref().and_then(|drift| drift.watch.as_ref()) {
            self.one_of("drift.watch", "column", watch, names());
        }
        self.distinct(names().chain(keys()), |at| match at.checked_sub(dataset.columns.len()) {
            None | Some(0) => format!("column[{at}].name"),
            Some(_) => "column".into(),
        });
        self.headers(dataset);
        for (index, column) in dataset.columns.iter().enumerate() {
            self.column(&format!("column[{}]", index + 1), column);
        }
        self.distinct(dataset.checks.iter().map(|check| check.code.as_str()), |at| format!("check[{at}].code"));
        for (index, check) in dataset.checks.iter().enumerate() {
            let key = format!("check[{}]", index + 1);
            self.one_of(&format!("{key}.column"), "column", &check.column, names());
            if let Some(codes) = &check.detail_codes {
                self.declared(&format!("{key}.detail_codes"), "code_list", codes);
            }
            for (index, read) in check.reads.iter().enumerate() {
                if read != ORG.0 {
                    self.declared(&format!("{key}.reads[{}]", index + 1), "dataset", read);
                }
            }
        }
    }

    /// No header text may lead to two columns.
    fn headers(&mut self, dataset: &Dataset) {
        let mut seen = BTreeMap::new();
        for (index, column) in dataset.columns.iter().enumerate() {
            let texts = [&column.header.zh, &column.header.en].into_iter().chain(&column.aliases);
            for text in texts {
                let first = *seen.entry(text.trim().to_lowercase()).or_insert(&column.name);
                if first != &column.name {
                    let key = format!("column[{}].header", index + 1);
                    self.report(&key, "pack.same_header", &[("found", text), ("other", first)]);
                }
            }
        }
    }

    fn column(&mut self, key: &str, column: &Column) {
        let belongs = [
            ("codes", column.codes.is_some(), column.kind == ColumnType::Code, true),
            ("scale", column.scale.is_some(), column.kind == ColumnType::Decimal, true),
            ("format", column.format.is_some(), column.kind == ColumnType::Identifier, false),
            ("key_as", column.key_as.is_some(), column.kind == ColumnType::Identifier, false),
        ];
        for (name, present, fits, needed) in belongs {
            if present && !fits {
                self.report(&format!("{key}.{name}"), "pack.key_not_for_type", &[("found", name)]);
            } else if needed && fits && !present {
                self.report(&format!("{key}.{name}"), "pack.missing_key", &[("missing", name)]);
            }
        }
        if let Some(codes) = &column.codes {
            self.declared(&format!("{key}.codes"), "code_list", codes);
        }
        if let Some(format) = &column.format {
            self.declared(&format!("{key}.format"), "format", format);
        }
        if let Some(reference) = &column.references {
            let key = format!("{key}.references");
            match reference.split_once('.') {
                None => self.report(&key, "pack.bad_name", &[("found", reference), ("pattern", "dataset.column")]),
                Some((dataset, name)) => {
                    self.declared(&key, "dataset", dataset);
                    if let Some(dataset) = self.pack.datasets.get(dataset) {
                        self.one_of(&key, "column", name, dataset.columns.iter().map(|column| column.name.as_str()));
                    }
                }
            }
        }
        for (name, bound) in [("min", &column.min), ("max", &column.max)] {
            let fits = match (bound, column.kind) {
                (None, _) | (Some(Bound::Number(_)), ColumnType::Integer | ColumnType::Decimal) => true,
                (Some(Bound::Date(text)), ColumnType::Date) => text.parse::<Date>().is_ok(),
                _ => false,
            };
            if !fits {
                self.report(&format!("{key}.{name}"), "pack.bound_not_of_type", &[]);
            }
        }
        let reversed = match (&column.min, &column.max) {
            (Some(Bound::Number(min)), Some(Bound::Number(max))) => min > max,
            // ISO dates sort as they follow each other.
            (Some(Bound::Date(min)), Some(Bound::Date(max))) => min > max,
            _ => false,
        };
        if reversed {
            self.report(&format!("{key}.max"), "pack.not_ascending", &[]);
        }
        if !self.example_fits(column) {
            self.report(&format!("{key}.example"), "pack.bad_example", &[("found", &column.example)]);
        }
    }

    /// Whether the example row of the template would pass.
    fn example_fits(&self, column: &Column) -> bool {
        let text = column.example.trim();
        if text.is_empty() {
            return !column.required;
        }
        let matches =
            |pattern: &String| Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|regex| regex.is_match(text));
        column.pattern.as_ref().is_none_or(matches)
            && match column.kind {
                ColumnType::Integer => text.parse::<i64>().is_ok(),
                ColumnType::Decimal => text.parse::<crate::number::Number>().is_ok(),
                ColumnType::Date => text.parse::<Date>().is_ok(),
                ColumnType::Code => {
                    column.codes.as_ref().and_then(|list| self.pack.codes.get(list)).is_none_or(|list| {
                        list.codes.iter().any(|code| {
                            code.code == text || code.name.zh == text || code.aliases.iter().any(|alias| alias == text)
                        })
                    })
                }
                ColumnType::Text | ColumnType::Identifier | ColumnType::Boolean => true,
            }
    }

    fn codes(&mut self, id: &str, list: &CodeList) {
        self.own_id(id, &list.id);
        self.distinct(list.codes.iter().map(|code| code.code.as_str()), |at| format!("code[{at}].code"));
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for (index, code) in list.codes.iter().enumerate() {
            for name in [&code.code, &code.name.zh].into_iter().chain(&code.aliases) {
                let first = *seen.entry(name).or_insert(&code.code);
                if first != code.code {
                    let key = format!("code[{}]", index + 1);
                    self.report(&key, "pack.same_code_name", &[("found", name), ("other", first)]);
                }
            }
        }
    }

    fn formats(&mut self, formats: &Formats) {
        for (index, format) in formats.formats.iter().enumerate() {
            let Some(sum) = &format.checksum else { continue };
            if sum.modulus == 0 || sum.characters.chars().count() != sum.modulus as usize {
                let key = format!("format[{}].checksum", index + 1);
                self.report(&key, "pack.bad_checksum", &[("modulus", &sum.modulus.to_string())]);
            }
        }
    }

    fn indicator(&mut self, id: &str, indicator: &Indicator) {
        self.own_id(id, &indicator.id);
        match (&indicator.codes, indicator.unit) {
            (Some(codes), Unit::Grade) => self.declared("codes", "code_list", codes),
            (Some(_), _) => self.report("codes", "pack.key_not_for_type", &[("found", "codes")]),
            (None, Unit::Grade) => self.report("codes", "pack.missing_key", &[("missing", "codes")]),
            (None, _) => {}
        }
        if let Some(other) = &indicator.compared_with {
            self.declared("compared_with", "indicator", other);
        }
        if indicator.versions.is_empty() {
            self.report("version", "pack.missing_key", &[("missing", "version")]);
        }
        for (index, version) in indicator.versions.iter().enumerate() {
            let key = format!("version[{}]", index + 1);
            if index.checked_sub(1).is_some_and(|before| indicator.versions[before].from >= version.from) {
                self.report(&format!("{key}.from"), "pack.not_ascending", &[]);
            }
            self.version(&key, indicator.kind, version);
        }
    }

    fn version(&mut self, key: &str, kind: Kind, version: &Version) {
        match (&version.sql, kind) {
            (Some(_), Kind::Manual) => {
                self.report(&format!("{key}.sql"), "pack.key_not_for_type", &[("found", "sql")]);
            }
            (None, Kind::Manual) => {}
            (None, _) => self.report(&format!("{key}.sql"), "pack.missing_key", &[("missing", "sql")]),
            (Some(sql), _) => {
                self.declared(&format!("{key}.sql"), "sql", sql);
                if let Some(text) = self.pack.sql.get(sql) {
                    self.parameters(key, version, text);
                }
            }
        }
        for (index, read) in version.reads.iter().enumerate() {
            let key = format!("{key}.read[{}]", index + 1);
            let named = [("dataset", &read.dataset), ("indicator", &read.indicator), ("standard", &read.standard)];
            let named: Vec<_> = named.into_iter().filter_map(|(kind, id)| Some((kind, id.as_ref()?))).collect();
            let [(kind, name)] = named.as_slice() else {
                self.report(&key, "pack.not_exactly_one", &[("allowed", "dataset, indicator, standard")]);
                continue;
            };
            self.declared(&format!("{key}.{kind}"), kind, name);
        }
        let tables = version.reads.iter().map(|read| table_name(read).unwrap_or_default());
        self.distinct(tables, |at| format!("{key}.read[{at}]"));
    }

    /// `$name` in the SQL and the declared parameters must be the same.
    fn parameters(&mut self, key: &str, version: &Version, sql: &str) {
        // Comments name parameters freely.
        let code: String =
            sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
        let used: BTreeSet<&str> = code
            .split('$')
            .skip(1)
            .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default())
            .filter(|name| !name.is_empty())
            .collect();
        let built_in = ["year", "reference"];
        for name in &used {
            if !built_in.contains(name) {
                self.one_of(&format!("{key}.params"), "parameter", name, version.params.keys().map(String::as_str));
            }
        }
        for name in version.params.keys().filter(|name| !used.contains(name.as_str())) {
            self.report(&format!("{key}.params.{name}"), "pack.unused_parameter", &[("found", name)]);
        }
    }

    fn sql(&mut self, id: &str) {
        let name = format!("{id}.sql");
        let mut versions = self.pack.indicators.values().flat_map(|indicator| &indicator.versions);
        if !versions.any(|version| version.sql.as_ref() == Some(&name))
            && !self.known.0.contains_key("unread_indicator")
        {
            self.report("", "pack.unused_file", &[]);
        }
    }

    fn cases(&mut self, id: &str, cases: &Cases) {
        self.declared("", "indicator", id);
        let Some(indicator) = self.pack.indicators.get(id) else { return };
        for (index, case) in cases.cases.iter().enumerate() {
            let key = format!("case[{}]", index + 1);
            let Some(version) = indicator.version(case.year) else {
                self.report(&format!("{key}.year"), "pack.no_version", &[("year", &case.year.to_string())]);
                continue;
            };
            for (table, csv) in &case.tables {
                let key = format!("{key}.tables.{table}");
                let tables = version.reads.iter().filter_map(table_name);
                self.one_of(&key, "table", table, tables.chain([ORG.0]));
                let Some(columns) = columns(self.pack, version, table) else { continue };
                let header = csv.trim_start().lines().next().unwrap_or_default();
                for name in header.split(',').map(str::trim) {
                    self.one_of(&key, "column", name, columns.iter().copied());
                }
            }
        }
    }

    fn standard(&mut self, id: &str, standard: &Standard) {
        self.own_id(id, &standard.id);
        self.distinct(standard.rules.iter().map(|rule| rule.id.as_str()), |at| format!("rule[{at}].id"));
        for (index, rule) in standard.rules.iter().enumerate() {
            self.declared(&format!("rule[{}].indicator", index + 1), "indicator", &rule.indicator);
        }
    }

    fn calendar(&mut self, id: &str, year: &CalendarYear) {
        self.own_year(id, year);
        let days: BTreeSet<_> = year.holidays.iter().collect();
        for (index, day) in year.workdays.iter().enumerate() {
            if days.contains(day) {
                self.report(&format!("workdays[{}]", index + 1), "pack.duplicate", &[("found", &day.to_string())]);
            }
        }
    }

    fn reports(&mut self, reports: &Reports) {
        self.distinct(reports.reports.iter().map(|one| one.dataset.as_str()), |at| format!("report[{at}].dataset"));
        for (index, report) in reports.reports.iter().enumerate() {
            let key = format!("report[{}]", index + 1);
            self.declared(&format!("{key}.dataset"), "dataset", &report.dataset);
            if let (From::Unit(unit), Some(plan)) = (report.from(), &self.pack.plan) {
                let units = plan.units.iter().map(|unit| unit.id.as_str()).chain(["schools", "townships"]);
                self.one_of(&format!("{key}.from"), "unit", unit, units);
            }
            let scope = report.from().scope();
            if self.pack.datasets.get(&report.dataset).is_some_and(|dataset| !dataset.scopes.contains(&scope)) {
                let scope = match scope {
                    Scope::District => "district",
                    Scope::Township => "township",
                    Scope::School => "school",
                };
                let args = [("found", scope), ("dataset", report.dataset.as_str())];
                self.report(&format!("{key}.from"), "pack.scope_not_declared", &args);
            }
            if report.dates.is_empty() {
                self.report(&format!("{key}.dates"), "pack.empty", &[]);
            }
            for at in 1..report.dates.len() {
                if report.dates[at - 1].as_of >= report.dates[at].as_of {
                    self.report(&format!("{key}.dates[{}]", at + 1), "pack.not_ascending", &[]);
                }
            }
        }
    }

    fn own_year(&mut self, id: &str, year: &CalendarYear) {
        let declared = year.year.to_string();
        if id != declared {
            self.report("year", "pack.id_not_file_name", &[("found", &declared), ("expected", id)]);
        }
    }
}

fn table_name(read: &crate::indicator::Read) -> Option<&str> {
    [&read.alias, &read.dataset, &read.indicator, &read.standard].into_iter().find_map(|name| name.as_deref())
}

/// Columns of a table that a version reads; `None` when unknown.
fn columns<'a>(pack: &'a Pack, version: &Version, table: &str) -> Option<Vec<&'a str>> {
    let read = version.reads.iter().find(|read| table_name(read) == Some(table));
    let Some(read) = read else { return (table == ORG.0).then(|| ORG.1.to_vec()) };
    if read.indicator.is_some() {
        return Some(VALUES.to_vec());
    }
    if read.standard.is_some() {
        return Some(RULES.to_vec());
    }
    let dataset = pack.datasets.get(read.dataset.as_ref()?)?;
    Some(
        dataset
            .columns
            .iter()
            .flat_map(|column| Some(column.name.as_str()).into_iter().chain(column.key_as.as_deref()))
            .collect(),
    )
}

/// The same path in two packs would declare the same id twice; only files that add to each other may share one.
fn declared_once(reads: &[Read<'_>], errors: &mut Vec<PackError>) {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let mut formats = BTreeSet::new();
    for read in reads {
        let adds = matches!(
            read.kind,
            Some(
                FileKind::Manifest
                    | FileKind::Formats
                    | FileKind::Wording
                    | FileKind::Words
                    | FileKind::Commitments
                    | FileKind::Supervision
                    | FileKind::Dropout
            )
        ) || matches!(read.declaration, Some(Declaration::Document(_)));
        let first = *seen.entry(read.file.path).or_insert(&read.file.name);
        if !adds && first != read.file.name {
            errors.push(read.file.error_in("id", "pack.duplicate_id", &[("other", first)]));
        }
        if let Some(Declaration::Formats(declared)) = &read.declaration {
            for (index, format) in declared.formats.iter().enumerate() {
                if !formats.insert(&format.id) {
                    let key = format!("format[{}].id", index + 1);
                    errors.push(read.file.error_in(&key, "pack.duplicate", &[("found", &format.id)]));
                }
            }
        }
    }
}

/// The pack that is extended must come with it.
fn extended(reads: &[Read<'_>], errors: &mut Vec<PackError>) {
    let mut before: Vec<&str> = Vec::new();
    for read in reads {
        let Some(Declaration::Manifest(manifest)) = &read.declaration else { continue };
        if let Some(extends) = manifest.extends.as_ref().filter(|extends| !before.contains(&extends.as_str())) {
            let args = [("kind", "pack"), ("found", extends.as_str())];
            let mut error = read.file.error_in("extends", "pack.unknown_reference", &args);
            error.suggestion = nearest(extends, before.iter().copied());
            errors.push(error);
        }
        before.push(&manifest.id);
    }
}

/// No indicator may need its own value, through however many others.
fn indicators_without_circle(reads: &[Read<'_>], pack: &Pack, errors: &mut Vec<PackError>) {
    for read in reads {
        let Some(Declaration::Indicator(start)) = &read.declaration else { continue };
        let mut seen = BTreeSet::new();
        let mut open: Vec<&Indicator> = vec![start];
        while let Some(indicator) = open.pop() {
            let reads = indicator.versions.iter().flat_map(|version| &version.reads);
            // A value of an earlier year is no circle.
            let needed = reads.filter(|read| read.years_ago == 0).filter_map(|read| read.indicator.as_ref());
            open.extend(needed.filter(|id| seen.insert(id.as_str())).filter_map(|id| pack.indicators.get(id)));
        }
        if seen.contains(read.id) {
            errors.push(read.file.error_in("version", "pack.circle", &[("found", read.id)]));
        }
    }
}
