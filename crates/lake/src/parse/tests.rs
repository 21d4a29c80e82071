use jiff::civil::date as day_of;
use policy::{dataset::Privacy, identifier::Identifier, text::Text};
use proptest::prelude::*;

use super::*;

const MARKS: &[(char, char, char)] = &[('年', '月', '日'), ('年', '月', '号')];

fn column(kind: ColumnType, scale: Option<u32>) -> Column {
    let text = Text { zh: "栏".to_owned(), en: "Column".to_owned() };
    Column {
        name: "column".to_owned(),
        header: text,
        aliases: Vec::new(),
        kind,
        codes: None,
        format: None,
        key_as: None,
        scale,
        required: false,
        unique: false,
        min: None,
        max: None,
        pattern: None,
        references: None,
        privacy: Privacy::Public,
        note: None,
        example: String::new(),
    }
}

fn parse(column: &Column, cell: &DataRef<'_>, from_1904: bool) -> Result<Value<'static>, &'static str> {
    let pack = Pack::default();
    let parser = Parser::new(&pack, column, from_1904).unwrap();
    let mut warning = None;
    match parser.parse(cell, &mut warning) {
        Ok(Value::Text(text)) => Ok(Value::Text(Cow::Owned(text.into_owned()))),
        Ok(Value::Null) => Ok(Value::Null),
        Ok(Value::Integer(value)) => Ok(Value::Integer(value)),
        Ok(Value::Decimal(value)) => Ok(Value::Decimal(value)),
        Ok(Value::Date(value)) => Ok(Value::Date(value)),
        Ok(Value::Boolean(value)) => Ok(Value::Boolean(value)),
        Ok(Value::Identifier(Identifier { text, birth_date, .. })) => {
            Ok(Value::Identifier(Identifier { text, birth_date, sex: None }))
        }
        Err(fault) => Err(fault.code),
    }
}

/// The same text with full-width characters.
fn full_width(text: &str) -> String {
    let wide = |letter: char| char::from_u32(u32::from(letter) + 0xfee0).unwrap_or(letter);
    text.chars().map(|letter| if letter.is_ascii_graphic() { wide(letter) } else { letter }).collect()
}

#[test]
fn a_percent_sign_under_a_header_of_per_cents_divides_nothing() {
    let (share, mut per_cent) = (column(ColumnType::Decimal, Some(2)), column(ColumnType::Decimal, Some(2)));
    per_cent.header.zh = "比例（％）".to_owned();
    for text in ["84%", "84 ％", "８４％"] {
        let cell = DataRef::String(text.to_owned());
        assert_eq!(parse(&per_cent, &cell, false), Ok(Value::Decimal(8400)), "{text}");
        assert_eq!(parse(&share, &cell, false), Ok(Value::Decimal(84)), "{text}");
    }
}

#[test]
fn day_numbers_count_from_either_epoch() {
    let column = column(ColumnType::Date, None);
    let serial = |number, from_1904| parse(&column, &DataRef::Float(number), from_1904);
    assert_eq!(serial(45_170.0, false), Ok(Value::Date(days(day_of(2023, 9, 1)))));
    assert_eq!(serial(45_170.5, false), Ok(Value::Date(days(day_of(2023, 9, 1)))));
    assert_eq!(serial(43_708.0, true), Ok(Value::Date(days(day_of(2023, 9, 1)))));
    assert_eq!(serial(20_230_901.0, false), Ok(Value::Date(days(day_of(2023, 9, 1)))));
    assert_eq!(serial(61.0, false), Ok(Value::Date(days(day_of(1900, 3, 1)))));
    // The day that never was, a year, a quantity.
    for number in [60.0, 0.0, -1.0, 1e9, f64::NAN] {
        assert_eq!(serial(number, false), Err("value.not_a_date"), "{number}");
    }
}

#[test]
fn floats_are_the_decimals_that_people_typed() {
    let column = column(ColumnType::Decimal, Some(2));
    for (number, units) in [(0.1 + 0.2, 30), (1234.5, 123_450), (-0.07, -7), (1e10, 1_000_000_000_000), (2.675, 268)] {
        assert_eq!(parse(&column, &DataRef::Float(number), false), Ok(Value::Decimal(units)), "{number}");
    }
    assert_eq!(parse(&column, &DataRef::Float(1e300), false), Err("value.not_a_number"));
    assert_eq!(parse(&column, &DataRef::Float(f64::INFINITY), false), Err("value.not_a_number"));
}

#[test]
fn identifiers_ruined_by_spreadsheets_are_refused() {
    let column = column(ColumnType::Identifier, None);
    for cell in [
        DataRef::Float(1.101_051_949_123_1e17),
        DataRef::Float(123.5),
        DataRef::SharedString("1.10105E+17"),
        DataRef::SharedString("1.1e+17"),
    ] {
        assert_eq!(parse(&column, &cell, false), Err("identifier.ruined"), "{cell:?}");
    }
    let text = |cell: DataRef<'_>| match parse(&column, &cell, false) {
        Ok(Value::Identifier(identifier)) => identifier.text,
        other => panic!("{other:?}"),
    };
    assert_eq!(text(DataRef::Float(2_153_000_001.0)), "2153000001");
    assert_eq!(text(DataRef::SharedString("'１１ 0105x")), "110105X");
    assert_eq!(text(DataRef::SharedString("1E5")), "1E5");
}

proptest! {
    #[test]
    fn any_date_is_read_in_every_usual_form(days_since in -40_000_i32..60_000) {
        let date = day(days_since).unwrap();
        let (year, month, of_month) = (date.year(), date.month(), date.day());
        let forms = [
            format!("{year}-{month}-{of_month}"),
            format!("{year}-{month:02}-{of_month:02}"),
            format!("{year}/{month}/{of_month}"),
            format!("{year}.{month:02}.{of_month:02}"),
            format!("{year}{month:02}{of_month:02}"),
            format!("{year}年{month}月{of_month}日"),
            format!("{year} 年 {month} 月 {of_month} 号").replace(' ', ""),
            format!("{year}-{month:02}-{of_month:02} 08:30:00"),
            format!("{year}-{month:02}-{of_month:02}T00:00:00"),
        ];
        for form in forms {
            prop_assert_eq!(super::date(&form, MARKS), Ok(date), "{}", form);
            prop_assert_eq!(super::date(&full_width(&form), MARKS), Ok(date), "{}", form);
        }
        prop_assert_eq!(days(date), days_since);
        prop_assert_eq!(super::date(&format!("{year}年{month}月"), MARKS), Err("value.no_day"));
        prop_assert_eq!(super::date(&format!("{year}{month:02}"), MARKS), Err("value.no_day"));
    }

    #[test]
    fn any_decimal_is_read_in_every_usual_form(units in -1_000_000_000_000_i64..1_000_000_000_000) {
        let number = Decimal::new(units, 2);
        let mut grouped = String::new();
        let text = number.abs().to_string();
        let (whole, fraction) = text.split_once('.').unwrap();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if units < 0 { "-" } else { "" };
        let column = column(ColumnType::Decimal, Some(2));
        for form in [number.to_string(), format!("{sign}{grouped}.{fraction}")] {
            for form in [form.clone(), full_width(&form), format!(" {form}\u{3000}")] {
                let cell = DataRef::String(form.clone());
                prop_assert_eq!(parse(&column, &cell, false), Ok(Value::Decimal(units.into())), "{}", form);
            }
        }
        let float = DataRef::Float(number.to_f64().unwrap());
        prop_assert_eq!(parse(&column, &float, false), Ok(Value::Decimal(units.into())));
        prop_assert_eq!(super::number(&format!("{number}%")), Some(number / Decimal::ONE_HUNDRED));
    }

    #[test]
    fn any_whole_number_is_read_and_no_fraction_is(number in -9_000_000_000_000_i64..9_000_000_000_000, part in 1_u32..99) {
        let column = column(ColumnType::Integer, None);
        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
        let cells = [DataRef::Float(number as f64), DataRef::Int(number), DataRef::String(full_width(&number.to_string()))];
        for cell in cells {
            prop_assert_eq!(parse(&column, &cell, false), Ok(Value::Integer(number)));
        }
        let broken = DataRef::String(format!("{number}.{part:02}"));
        prop_assert_eq!(parse(&column, &broken, false), Err("value.not_an_integer"));
    }

    #[test]
    fn whatever_stands_in_a_cell_never_panics(text in ".{0,40}", number in any::<f64>()) {
        for kind in [ColumnType::Text, ColumnType::Identifier, ColumnType::Integer, ColumnType::Decimal, ColumnType::Date, ColumnType::Boolean, ColumnType::Code] {
            let column = column(kind, Some(2));
            for cell in [DataRef::String(text.clone()), DataRef::Float(number)] {
                let _ = parse(&column, &cell, false);
            }
        }
        let _ = super::date(&text, MARKS);
        let _ = crate::header::normal(&text);
    }
}
