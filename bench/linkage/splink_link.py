"""Splink with DuckDB on the same files: python3 splink_link.py {children|febrl4|febrl3} LEFT [RIGHT] OUT.csv

Children: the levels that a careful user writes with what Splink and DuckDB bring. Siblings cannot be told by single comparisons, so the
household is one; of several links of a row the best on both sides stays.
"""

import logging
import sys

import duckdb
import splink.comparison_library as cl
import splink.comparison_level_library as cll
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.getLogger("splink").setLevel(logging.ERROR)
REGISTER = {"register_id": "unique_id", "身份证号": "id", "姓名": "name", "性别": "sex", "出生日期": "dob", "乡镇": "town", "村": "village", "住址": "address", "监护人": "guardian", "监护人电话": "phone"}
ROLL = {"roll_id": "unique_id", "身份证件号": "id", "学生姓名": "name", "性别": "sex", "出生日期": "dob", "乡镇": "town", "村": "village", "家庭住址": "address", "监护人姓名": "guardian", "联系电话": "phone"}


def level(sql, label, tf=None):
    one = {"sql_condition": sql, "label_for_charts": label}
    if tf:
        one |= {"tf_adjustment_column": tf, "tf_adjustment_weight": 1.0}
    return one


def null(*columns):
    return {"sql_condition": " AND ".join(f"({c}_l IS NULL OR {c}_r IS NULL)" for c in columns), "label_for_charts": "null", "is_null_level": True}


def custom(name, *levels):
    return {"output_column_name": name, "comparison_levels": [*levels, {"sql_condition": "ELSE", "label_for_charts": "else"}]}


def children(left, right):
    con = duckdb.connect()
    con.execute("SET threads = 2")
    for table, path, columns in [("reg", left, REGISTER), ("roll", right, ROLL)]:
        plain = {"id": "upper({})", "name": "regexp_replace({}, '[·•‧.・ ]', '', 'g')", "guardian": "regexp_replace({}, '[·•‧.・ ]', '', 'g')"}
        named = ", ".join(f"""nullif({plain.get(new, '{}').format(f'"{old}"')}, '') AS {new}""" for old, new in columns.items())
        con.execute(f"CREATE TABLE {table} AS SELECT {named} FROM read_csv('{path}', all_varchar = true)")
    comparisons = [
        custom("id", null("id"), level("id_l = id_r", "exact"), level("damerau_levenshtein(id_l, id_r) <= 1", "slip"), level("id_l[1:14] = id_r[1:14]", "root")),
        custom("name", null("name"), level("name_l = name_r", "exact", "name"), level("name_l = guardian_r OR name_r = guardian_l", "swapped"), level("damerau_levenshtein(name_l, name_r) <= 1 AND greatest(length(name_l), length(name_r)) > 2", "one character"), level("greatest(length(name_l), length(name_r)) > 3 AND (starts_with(name_l, name_r) OR starts_with(name_r, name_l) OR suffix(name_l, name_r) OR suffix(name_r, name_l))", "part"), level("name_l[1] = name_r[1]", "surname")),
        custom("dob", null("dob"), level("dob_l = dob_r", "exact"), level("damerau_levenshtein(dob_l, dob_r) <= 1", "slip"), level("dob_l[6:7] = dob_r[9:10] AND dob_l[9:10] = dob_r[6:7]", "day and month"), level("abs(date_diff('day', try_cast(dob_l AS DATE), try_cast(dob_r AS DATE))) <= 60", "near"), level("dob_l[1:4] = dob_r[1:4]", "year")),
        cl.ExactMatch("sex"),
        custom("household", null("phone", "guardian", "village"), level("phone_l = phone_r AND guardian_l = guardian_r", "both"), level("phone_l = phone_r", "phone"), level("guardian_l = guardian_r AND village_l = village_r", "guardian and village"), level("guardian_l = guardian_r", "guardian", "guardian"), level("address_l = address_r", "address"), level("village_l = village_r AND town_l = town_r", "village"), level("town_l = town_r", "town")),
    ]
    rules = [block_on("id"), block_on("name", "dob"), block_on("phone"), block_on("guardian", "village"), block_on("dob", "village"), block_on("name", "village"), block_on("dob", "substr(name, 1, 1)"), block_on("name", "substr(dob, 1, 4)")]
    settings = SettingsCreator(link_type="link_only", comparisons=comparisons, blocking_rules_to_generate_predictions=rules, em_convergence=0.001, retain_intermediate_calculation_columns=False, retain_matching_columns=False)
    api = DuckDBAPI(con)
    linker = Linker([api.register(name, dataset_display_name=name) for name in ["reg", "roll"]], settings)
    linker.training.estimate_probability_two_random_records_match([block_on("id"), block_on("name", "dob", "village")], recall=0.97)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("id"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name", "dob"))
    scored = linker.inference.predict(threshold_match_probability=0.05)
    name = scored.physical_name
    return con, f"""SELECT left_key, right_key, p FROM (
        SELECT CASE WHEN source_dataset_l = 'reg' THEN unique_id_l ELSE unique_id_r END AS left_key,
               CASE WHEN source_dataset_l = 'reg' THEN unique_id_r ELSE unique_id_l END AS right_key,
               match_probability AS p, match_weight AS w,
               row_number() OVER (PARTITION BY left_key ORDER BY w DESC, right_key) AS of_left,
               row_number() OVER (PARTITION BY right_key ORDER BY w DESC, left_key) AS of_right FROM {name})
        WHERE of_left = 1 AND of_right = 1 AND p >= 0.5"""


def febrl(left, right=None):
    con = duckdb.connect()
    con.execute("SET threads = 2")
    names = ["a"] if right is None else ["a", "b"]
    for table, path in zip(names, [left, right]):
        con.execute(f"CREATE TABLE {table} AS SELECT rec_id AS unique_id, * EXCLUDE (rec_id) FROM read_csv('{path}', all_varchar = true)")
    comparisons = [
        cl.JaroWinklerAtThresholds("given_name", [0.9, 0.8]).configure(term_frequency_adjustments=True), cl.JaroWinklerAtThresholds("surname", [0.9, 0.8]).configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]), cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]), cl.ExactMatch("street_number"),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]), cl.JaroWinklerAtThresholds("address_1", [0.9, 0.8]), cl.JaroWinklerAtThresholds("suburb", [0.9, 0.8]),
    ]
    rules = [block_on("soc_sec_id"), block_on("date_of_birth"), block_on("given_name", "surname"), block_on("surname", "postcode"), block_on("given_name", "postcode"), block_on("address_1"), block_on("street_number", "postcode")]
    settings = SettingsCreator(link_type="dedupe_only" if right is None else "link_only", comparisons=comparisons, blocking_rules_to_generate_predictions=rules)
    api = DuckDBAPI(con)
    tables = [api.register(name, dataset_display_name=name) for name in names]
    linker = Linker(tables if right else tables[0], settings)
    linker.training.estimate_probability_two_random_records_match([block_on("soc_sec_id")], recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("soc_sec_id"))
    scored = linker.inference.predict(threshold_match_probability=0.5)
    return con, f"SELECT unique_id_l AS left_key, unique_id_r AS right_key, match_probability AS p FROM {scored.physical_name}"


def main():
    kind, *paths, out = sys.argv[1:]
    con, sql = children(*paths) if kind == "children" else febrl(*paths)
    con.execute(f"COPY ({sql}) TO '{out}' (HEADER)")


if __name__ == "__main__":
    main()
