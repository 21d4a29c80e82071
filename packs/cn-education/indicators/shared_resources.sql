-- A row: one school part (primary or junior): its share of the school's premises or equipment, and its pupils (÷ $pupils_per).
-- What a nine-year, complete or twelve-year school shares is split by pupils × weight (primary 100, junior 110, senior 132).
-- A school without a premises return has neither numerator nor denominator. Shares are rounded to four digits.
WITH pupils AS (
  SELECT
    school_code,
    SUM(CASE WHEN stage = 'primary' THEN 1 ELSE 0 END) AS primary_pupils,
    SUM(CASE WHEN stage = 'junior' THEN 1 ELSE 0 END) AS junior_pupils,
    SUM(CASE WHEN stage = 'senior' THEN 1 ELSE 0 END) AS senior_pupils
  FROM students
  WHERE stage IN ('primary', 'junior', 'senior')
    AND roll_status IN ('present', 'away', 'home_teaching')
  GROUP BY school_code
),
schools_with_pupils AS (
  SELECT
    schools.school_code, schools.school_type,
    CASE $stage WHEN 'primary' THEN primary_pupils ELSE junior_pupils END AS part_pupils,
    CASE $stage WHEN 'primary' THEN primary_pupils * $weight_primary ELSE junior_pupils * $weight_junior END AS part_weight,
    primary_pupils * $weight_primary + junior_pupils * $weight_junior + senior_pupils * $weight_senior AS school_weight
  FROM pupils
  JOIN schools ON schools.school_code = pupils.school_code
),
-- Special and vocational schools and teaching points below 50 pupils take no part.
parts AS (
  SELECT * FROM schools_with_pupils
  WHERE school_type IN ('211', '218', '219', '311', '312', '319', '341', '345')
    AND part_pupils > 0
    AND (school_type <> '218' OR part_pupils >= $teaching_point_from)
),
holdings AS (
  SELECT
    parts.*,
    premises.teaching_area, premises.indoor_sports_area, premises.sports_ground_area,
    premises.equipment_value, premises.multimedia_rooms,
    CASE $resource
      WHEN 'teaching_area' THEN CAST(premises.teaching_area - premises.indoor_sports_area AS DECIMAL(18, 4))
      WHEN 'sports_area' THEN CAST(premises.sports_ground_area + premises.indoor_sports_area AS DECIMAL(18, 4))
      WHEN 'equipment_value' THEN CAST(premises.equipment_value * 10000 AS DECIMAL(18, 4))
      WHEN 'multimedia_rooms' THEN CAST(premises.multimedia_rooms AS DECIMAL(18, 4))
    END AS amount
  FROM parts
  LEFT JOIN premises ON premises.school_code = parts.school_code
)
SELECT
  school_code AS org,
  CASE
    WHEN part_weight = school_weight THEN amount
    ELSE CAST(amount * CAST(part_weight AS DECIMAL(14, 0)) / CAST(school_weight AS DECIMAL(14, 0)) AS DECIMAL(18, 4))
  END AS num,
  CASE
    WHEN amount IS NULL THEN NULL
    WHEN $pupils_per = 100 THEN CAST(part_pupils * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(18, 4))
    ELSE CAST(part_pupils AS DECIMAL(18, 4))
  END AS den,
  part_pupils AS persons,
  school_code, school_type, teaching_area, indoor_sports_area, sports_ground_area, equipment_value, multimedia_rooms
FROM holdings
