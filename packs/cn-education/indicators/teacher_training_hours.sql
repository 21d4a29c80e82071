-- A row: one full-time teacher of compulsory education; counts with at least $hours passed hours within the window.
-- Listed only when every year of the window has training records: a gap in the records is no shortfall of teachers.
WITH courses AS (
  SELECT person, hours, date_part('year', ended_on) AS year
  FROM teacher_training
  WHERE passed
    AND date_part('year', ended_on) > $year - $window_years
    AND ended_on <= $reference
),
years AS (
  SELECT COUNT(*) AS reported
  FROM (SELECT year FROM courses GROUP BY year) AS each_year
),
trained AS (
  SELECT person, SUM(hours) AS hours FROM courses GROUP BY person
)
SELECT
  teachers.school_code AS org,
  CASE WHEN trained.hours >= $hours THEN 1 ELSE 0 END AS num,
  1 AS den,
  teachers.name, teachers.school_code, trained.hours
FROM teachers
LEFT JOIN trained ON trained.person = teachers.person
CROSS JOIN years
WHERE years.reported = $window_years
  AND teachers.staff_kind = 'teacher'
  AND teachers.stage IN ('primary', 'junior')
