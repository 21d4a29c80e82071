-- A row: one full-time teacher of the stage (counts when of the kind asked for), or one school part with its pupils in hundreds.
WITH pupils AS (
  SELECT school_code, COUNT(*) AS pupils
  FROM students
  WHERE stage = $stage
    AND roll_status IN ('present', 'away', 'home_teaching')
  GROUP BY school_code
),
-- Special and vocational schools and teaching points below 50 pupils take no part.
parts AS (
  SELECT pupils.school_code, pupils.pupils
  FROM pupils
  JOIN schools ON schools.school_code = pupils.school_code
  WHERE schools.school_type IN ('211', '218', '219', '311', '312', '319', '341', '345')
    AND (schools.school_type <> '218' OR pupils.pupils >= $teaching_point_from)
)
SELECT
  parts.school_code AS org,
  CAST(0 AS DECIMAL(18, 4)) AS num,
  CAST(parts.pupils * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(18, 4)) AS den,
  0 AS persons,
  parts.school_code, NULL AS name, NULL AS education, NULL AS backbone_level, NULL AS subject
FROM parts
UNION ALL
SELECT
  teachers.school_code,
  CAST(CASE $resource
    WHEN 'higher_degree' THEN CASE WHEN teachers.education <= $lowest_degree THEN 1 ELSE 0 END
    WHEN 'backbone' THEN CASE WHEN teachers.backbone_level IN ('county', 'city', 'province', 'nation') THEN 1 ELSE 0 END
    WHEN 'arts_sports' THEN CASE WHEN teachers.subject IN ('pe', 'music', 'fine_art', 'art') THEN 1 ELSE 0 END
  END AS DECIMAL(18, 4)),
  CAST(0 AS DECIMAL(18, 4)),
  1,
  teachers.school_code, teachers.name, teachers.education, teachers.backbone_level, teachers.subject
FROM teachers
JOIN parts ON parts.school_code = teachers.school_code
WHERE teachers.stage = $stage
  AND teachers.staff_kind = 'teacher'
