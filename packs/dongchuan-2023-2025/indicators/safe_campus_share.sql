-- A row: one school or kindergarten open on the day; counts with a valid certificate. Teaching points and attached classes
-- belong to their main school.
SELECT
  schools.school_code AS org,
  CASE
    WHEN safe_campus.status = 'certified'
     AND (safe_campus.certified_on IS NULL OR safe_campus.certified_on <= $reference)
     AND (safe_campus.expires_on IS NULL OR safe_campus.expires_on >= $reference) THEN 1
    ELSE 0
  END AS num,
  1 AS den,
  schools.name, schools.school_type, safe_campus.status, safe_campus.certified_on, safe_campus.expires_on
FROM schools
LEFT JOIN safe_campus ON safe_campus.school_code = schools.school_code
WHERE schools.school_type NOT IN ('119', '218', '219', '319', '349', '368', '519')
  AND (schools.opened_on IS NULL OR schools.opened_on <= $reference)
  AND (schools.closed_on IS NULL OR schools.closed_on > $reference)
