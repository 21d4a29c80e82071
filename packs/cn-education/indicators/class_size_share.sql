-- A row: one ordinary class of compulsory education; it counts when it has at least $from_size pupils.
SELECT
  school_code AS org,
  CASE WHEN students >= $from_size THEN 1 ELSE 0 END AS num,
  1 AS den,
  class_code, class_name, stage, grade, students
FROM classes
WHERE stage IN ('primary', 'junior')
  AND class_type NOT IN ('15', '16', '17', '25', '26', '27')
  AND students > 0
