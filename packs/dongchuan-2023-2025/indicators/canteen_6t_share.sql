-- A row: one canteen of a school open on the day; counts when it reached the 6T standard by the day.
SELECT
  canteens.school_code AS org,
  CASE
    WHEN canteens.six_t_status = 'certified'
     AND (canteens.six_t_on IS NULL OR canteens.six_t_on <= $reference) THEN 1
    ELSE 0
  END AS num,
  1 AS den,
  canteens.school_code, canteens.canteen_no, canteens.name, canteens.six_t_status, canteens.six_t_on
FROM canteens
JOIN schools ON schools.school_code = canteens.school_code
WHERE (schools.opened_on IS NULL OR schools.opened_on <= $reference)
  AND (schools.closed_on IS NULL OR schools.closed_on > $reference)
