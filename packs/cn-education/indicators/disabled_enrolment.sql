-- A row: one disabled child of the age of compulsory education; it counts when placed. $all_kinds = 0 takes the three kinds only.
WITH children AS (
  SELECT
    *,
    date_part('year', $reference) - date_part('year', birth_date)
      - CASE
          WHEN date_part('month', birth_date) * 100 + date_part('day', birth_date)
             > date_part('month', $reference) * 100 + date_part('day', $reference) THEN 1
          ELSE 0
        END AS age
  FROM disabled_children
)
SELECT
  area_code AS org,
  CASE WHEN placement IN ('special_school', 'special_class', 'inclusive', 'home_teaching', 'welfare') THEN 1 ELSE 0 END AS num,
  1 AS den,
  name, birth_date, disability_kind, placement, school_code
FROM children
WHERE age BETWEEN $age_from AND $age_to
  AND ($all_kinds = 1 OR disability_kind IN ('visual', 'hearing', 'intellectual'))
