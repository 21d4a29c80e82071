-- A row: one full-time teacher of compulsory education; counts with a certificate for the stage or a higher one.
-- A teacher whose certificate is not reported has neither numerator nor denominator.
SELECT
  school_code AS org,
  CASE
    WHEN certificate IS NULL THEN NULL
    WHEN certificate IN ('junior', 'senior', 'vocational') THEN 1
    WHEN certificate = 'primary' AND stage = 'primary' THEN 1
    ELSE 0
  END AS num,
  CASE WHEN certificate IS NULL THEN NULL ELSE 1 END AS den,
  name, school_code, stage, certificate
FROM teachers
WHERE staff_kind = 'teacher'
  AND stage IN ('primary', 'junior')
