-- A row: one school of compulsory education that is assessed; it counts when each of its parts (primary, junior) reaches the
-- value in at least $must_reach of the resource rules and stays at or above the floor in the others. A part that lacks one of
-- the figures does not reach it. Compared as numerator ≥ value × denominator, so that nothing is rounded.
WITH figures AS (
  SELECT org, 'primary' AS stage, 'higher_degree_teachers_primary' AS indicator, numerator, denominator
  FROM higher_degree_teachers_primary WHERE level = 'school' AND denominator > 0
  UNION ALL
  SELECT org, 'primary' AS stage, 'backbone_teachers_primary' AS indicator, numerator, denominator
  FROM backbone_teachers_primary WHERE level = 'school' AND denominator > 0
  UNION ALL
  SELECT org, 'primary' AS stage, 'arts_sports_teachers_primary' AS indicator, numerator, denominator
  FROM arts_sports_teachers_primary WHERE level = 'school' AND denominator > 0
  UNION ALL
  SELECT org, 'primary' AS stage, 'teaching_area_primary' AS indicator, numerator, denominator
  FROM teaching_area_primary WHERE level = 'school' AND denominator > 0
  UNION ALL
  SELECT org, 'primary' AS stage, 'sports_area_primary' AS indicator, numerator, denominator
  FROM sports_area_primary WHERE level = 'school' AND denominator > 0
  UNION ALL
  SELECT org, 'primary' AS stage, 'equipment_value_primary' AS indicator, numerator, denominator
  FROM equipment_value_primary WHERE level = 'school' AND denominator > 0
  UNION ALL
  SELECT org, 'primary' AS stage, 'multimedia_rooms_primary' AS indicator, numerator, denominator
  FROM multimedia_rooms_primary WHERE level = 'school' AND denominator > 0
  UNION ALL
  SELECT org, 'junior' AS stage, 'higher_degree_teachers_junior' AS indicator, numerator, denominator
  FROM higher_degree_teachers_junior WHERE level = 'school' AND denominator > 0
  UNION ALL
  SELECT org, 'junior' AS stage, 'backbone_teachers_junior' AS indicator, numerator, denominator
  FROM backbone_teachers_junior WHERE level = 'school' AND denominator > 0
  UNION ALL
  SELECT org, 'junior' AS stage, 'arts_sports_teachers_junior' AS indicator, numerator, denominator
  FROM arts_sports_teachers_junior WHERE level = 'school' AND denominator > 0
  UNION ALL
  SELECT org, 'junior' AS stage, 'teaching_area_junior' AS indicator, numerator, denominator
  FROM teaching_area_junior WHERE level = 'school' AND denominator > 0
  UNION ALL
  SELECT org, 'junior' AS stage, 'sports_area_junior' AS indicator, numerator, denominator
  FROM sports_area_junior WHERE level = 'school' AND denominator > 0
  UNION ALL
  SELECT org, 'junior' AS stage, 'equipment_value_junior' AS indicator, numerator, denominator
  FROM equipment_value_junior WHERE level = 'school' AND denominator > 0
  UNION ALL
  SELECT org, 'junior' AS stage, 'multimedia_rooms_junior' AS indicator, numerator, denominator
  FROM multimedia_rooms_junior WHERE level = 'school' AND denominator > 0
),
rules AS (
  SELECT
    indicator, stage,
    CAST(value AS DECIMAL(14, 4)) AS value,
    CAST(CAST(value AS DECIMAL(14, 4)) * CAST(floor AS DECIMAL(6, 4)) AS DECIMAL(14, 4)) AS least
  FROM balanced_development
  WHERE floor IS NOT NULL
),
rules_of_stage AS (
  SELECT stage, COUNT(*) AS rules FROM rules GROUP BY stage
),
judged AS (
  SELECT
    figures.org, figures.stage,
    CASE WHEN CAST(figures.numerator AS DECIMAL(18, 4)) >= rules.value * CAST(figures.denominator AS DECIMAL(18, 4)) THEN 1 ELSE 0 END AS reached,
    CASE WHEN CAST(figures.numerator AS DECIMAL(18, 4)) < rules.least * CAST(figures.denominator AS DECIMAL(18, 4)) THEN 1 ELSE 0 END AS below_floor
  FROM figures
  JOIN rules ON rules.indicator = figures.indicator
),
parts AS (
  SELECT
    judged.org, judged.stage,
    CASE
      WHEN COUNT(*) = MAX(rules_of_stage.rules) AND SUM(judged.reached) >= $must_reach AND SUM(judged.below_floor) = 0 THEN 1
      ELSE 0
    END AS balanced
  FROM judged
  JOIN rules_of_stage ON rules_of_stage.stage = judged.stage
  GROUP BY judged.org, judged.stage
)
SELECT
  parts.org,
  MIN(parts.balanced) AS num,
  1 AS den,
  schools.name, schools.school_type
FROM parts
JOIN schools ON schools.school_code = parts.org
GROUP BY parts.org, schools.name, schools.school_type
