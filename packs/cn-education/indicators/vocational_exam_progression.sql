-- A row: one vocational graduate of the year who sat the vocational entrance examination; counts when admitted through it.
SELECT
  school_code AS org,
  CASE WHEN destination IN ('undergraduate', 'college') AND route = 'vocational_exam' THEN 1 ELSE 0 END AS num,
  1 AS den,
  roll_number, name, destination, route
FROM graduate_destinations
WHERE year = $year
  AND sat_vocational_exam
