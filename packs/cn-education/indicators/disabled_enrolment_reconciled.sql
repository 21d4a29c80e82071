-- A row: one child of the three kinds of the age of compulsory education; it counts when the reconciliation found it at school.
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
  children.area_code AS org,
  CASE WHEN COALESCE(first.standing, found.standing) IN ('at_school', 'elsewhere', 'special_education', 'on_roll_twice') THEN 1 ELSE 0 END AS num,
  1 AS den,
  children.name, children.birth_date, children.disability_kind, children.placement,
  COALESCE(first.standing, found.standing) AS standing, found.school_code
FROM children
LEFT JOIN reconciled_children found ON found.child = CAST(children.person AS VARCHAR)
-- A second registration stands by the first one.
LEFT JOIN reconciled_children first ON first.child = found.same_as
WHERE children.age BETWEEN $age_from AND $age_to
  AND children.disability_kind IN ('visual', 'hearing', 'intellectual')
