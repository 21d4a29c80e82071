-- A row: one registered child whose ninth year of compulsory education ends in the year, as the newest reconciliation of that
-- school year found it, with what the rolls say of it since; it counts when it learns, or has graduated from junior school.
WITH names AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY person ORDER BY area_code) AS first
  FROM population
),
graduates AS (
  SELECT CAST(person AS VARCHAR) AS child, MAX(changed_on) AS graduated_on
  FROM student_changes
  WHERE kind IN ('graduation', 'completion')
    AND grade = $last_grade
  GROUP BY person
),
-- What was said last of a pupil in the school year.
changes AS (
  SELECT
    CAST(person AS VARCHAR) AS child, kind, changed_on,
    ROW_NUMBER() OVER (PARTITION BY person ORDER BY changed_on DESC, kind DESC) AS newest
  FROM student_changes
  WHERE year = $year - 1
    AND kind IN ('dropout', 'dropout_return', 'abroad', 'death')
)
SELECT
  found.area_code AS org,
  CASE
    WHEN graduates.child IS NOT NULL THEN 1
    WHEN changes.kind = 'dropout' THEN 0
    WHEN changes.kind = 'dropout_return' THEN 1
    WHEN found.standing IN ('at_school', 'elsewhere', 'special_education', 'on_roll_twice') THEN 1
    ELSE 0
  END AS num,
  1 AS den,
  names.name, names.birth_date, found.standing, found.school_code, changes.kind, changes.changed_on, graduates.graduated_on
FROM reconciled_children found
LEFT JOIN names ON CAST(names.person AS VARCHAR) = found.child AND names.first = 1
LEFT JOIN graduates ON graduates.child = found.child
LEFT JOIN changes ON changes.child = found.child AND changes.newest = 1
WHERE found.school_year = $year - 1
  AND found.age = $last_age
  AND found.registered
  AND found.standing NOT IN ('moved', 'died', 'registered_twice')
  AND COALESCE(changes.kind, 'none') NOT IN ('abroad', 'death')
