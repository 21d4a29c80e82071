-- A row: one teacher who rotated this year out of an urban or strong school; counts when a backbone teacher of county level or above.
-- A teacher of whom it is not known has neither numerator nor denominator.
WITH sending_schools AS (
  SELECT school_code
  FROM schools
  WHERE urban_rural IN ('111', '112', '121', '122')
     OR quality_school
),
postings AS (
  SELECT
    teacher_postings.person, teacher_postings.name, teacher_postings.from_school_code,
    teacher_postings.school_code, teacher_postings.started_on,
    COALESCE(
      teacher_postings.backbone,
      teachers.backbone_level IN ('county', 'city', 'province', 'nation')
    ) AS backbone,
    ROW_NUMBER() OVER (PARTITION BY teacher_postings.person ORDER BY teacher_postings.started_on, teacher_postings.school_code) AS first
  FROM teacher_postings
  JOIN sending_schools ON sending_schools.school_code = teacher_postings.from_school_code
  LEFT JOIN teachers ON teachers.person = teacher_postings.person
  WHERE teacher_postings.kind = 'rotation'
    AND date_part('year', teacher_postings.started_on) = $year
    AND teacher_postings.started_on <= $reference
)
SELECT
  from_school_code AS org,
  CASE WHEN backbone THEN 1 WHEN NOT backbone THEN 0 END AS num,
  CASE WHEN backbone IS NULL THEN NULL ELSE 1 END AS den,
  name, school_code, started_on, backbone
FROM postings
WHERE first = 1
