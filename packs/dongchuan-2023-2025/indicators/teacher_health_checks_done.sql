-- A row: one full-time teacher in post; counts when checked within the window.
-- Listed only when checks of the window were reported at all.
WITH checks AS (
  SELECT person, MAX(CASE WHEN done THEN 1 ELSE 0 END) AS done, MAX(checked_on) AS checked_on
  FROM teacher_health_checks
  WHERE year > $year - $window_years
    AND year <= $year
  GROUP BY person
),
reports AS (
  SELECT COUNT(*) AS persons FROM checks
)
SELECT
  teachers.school_code AS org,
  COALESCE(checks.done, 0) AS num,
  1 AS den,
  teachers.name, teachers.school_code, checks.checked_on
FROM teachers
LEFT JOIN checks ON checks.person = teachers.person
CROSS JOIN reports
WHERE reports.persons > 0
  AND teachers.staff_kind = 'teacher'
