-- A row: one child of the three kinds of compulsory age, which is counted on 31 August as the reconciliation counts it; it counts
-- when the reconciliation of the school year found it at school, on a roll also without being in the register.
WITH found AS (
  SELECT child, standing, school_code, same_as FROM reconciled_children WHERE school_year = $year
),
-- Without a reconciliation of the school year there is no figure.
compared AS (
  SELECT COUNT(*) AS children FROM found
)
SELECT
  children.area_code AS org,
  CASE
    WHEN COALESCE(first.standing, found.standing) IN ('at_school', 'elsewhere', 'special_education', 'on_roll_twice', 'migrant') THEN 1
    ELSE 0
  END AS num,
  1 AS den,
  children.name, children.birth_date, children.disability_kind, children.placement,
  COALESCE(first.standing, found.standing) AS standing, COALESCE(first.school_code, found.school_code) AS school_code
FROM disabled_children children
CROSS JOIN compared
LEFT JOIN found ON found.child = CAST(children.person AS VARCHAR)
-- A second registration stands by the first one, and does not count beside it.
LEFT JOIN found first ON first.child = found.same_as
LEFT JOIN disabled_children beside ON CAST(beside.person AS VARCHAR) = found.same_as
WHERE compared.children > 0
  AND date_part('year', children.birth_date) * 10000
      + date_part('month', children.birth_date) * 100
      + date_part('day', children.birth_date)
      BETWEEN ($year - $age_to - 1) * 10000 + 901 AND ($year - $age_from) * 10000 + 831
  AND children.disability_kind IN ('visual', 'hearing', 'intellectual')
  AND COALESCE(first.standing, found.standing, 'not_found') NOT IN ('moved', 'died')
  AND beside.person IS NULL
