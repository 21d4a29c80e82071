-- A row: one vocational graduate of the year; counts when admitted to a university or college by any route.
SELECT
  school_code AS org,
  CASE WHEN destination IN ('undergraduate', 'college') THEN 1 ELSE 0 END AS num,
  1 AS den,
  roll_number, name, destination, route
FROM graduate_destinations
WHERE year = $year
