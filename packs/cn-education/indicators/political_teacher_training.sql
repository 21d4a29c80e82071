-- A row: one full-time ideological-political teacher in post; counts after a passed training of that kind within the window.
WITH trained AS (
  SELECT person, MAX(ended_on) AS ended_on
  FROM teacher_training
  WHERE programme = 'political'
    AND passed
    AND date_part('year', ended_on) > $year - $window_years
    AND ended_on <= $reference
  GROUP BY person
)
SELECT
  teachers.school_code AS org,
  CASE WHEN trained.person IS NULL THEN 0 ELSE 1 END AS num,
  1 AS den,
  teachers.name, teachers.school_code, trained.ended_on
FROM teachers
LEFT JOIN trained ON trained.person = teachers.person
WHERE teachers.staff_kind = 'teacher'
  AND teachers.political_full_time
  AND teachers.stage IN ('primary', 'junior', 'senior')
