-- A row: one county rule of the standard (variation between schools, guarantees, quality); it counts when the figure of the
-- district reaches it. A rule without a figure has neither part.
WITH figures AS (
  SELECT 'higher_degree_teachers_primary_cv' AS indicator, value FROM higher_degree_teachers_primary_cv WHERE level = 'district'
  UNION ALL
  SELECT 'backbone_teachers_primary_cv' AS indicator, value FROM backbone_teachers_primary_cv WHERE level = 'district'
  UNION ALL
  SELECT 'arts_sports_teachers_primary_cv' AS indicator, value FROM arts_sports_teachers_primary_cv WHERE level = 'district'
  UNION ALL
  SELECT 'teaching_area_primary_cv' AS indicator, value FROM teaching_area_primary_cv WHERE level = 'district'
  UNION ALL
  SELECT 'sports_area_primary_cv' AS indicator, value FROM sports_area_primary_cv WHERE level = 'district'
  UNION ALL
  SELECT 'equipment_value_primary_cv' AS indicator, value FROM equipment_value_primary_cv WHERE level = 'district'
  UNION ALL
  SELECT 'multimedia_rooms_primary_cv' AS indicator, value FROM multimedia_rooms_primary_cv WHERE level = 'district'
  UNION ALL
  SELECT 'higher_degree_teachers_junior_cv' AS indicator, value FROM higher_degree_teachers_junior_cv WHERE level = 'district'
  UNION ALL
  SELECT 'backbone_teachers_junior_cv' AS indicator, value FROM backbone_teachers_junior_cv WHERE level = 'district'
  UNION ALL
  SELECT 'arts_sports_teachers_junior_cv' AS indicator, value FROM arts_sports_teachers_junior_cv WHERE level = 'district'
  UNION ALL
  SELECT 'teaching_area_junior_cv' AS indicator, value FROM teaching_area_junior_cv WHERE level = 'district'
  UNION ALL
  SELECT 'sports_area_junior_cv' AS indicator, value FROM sports_area_junior_cv WHERE level = 'district'
  UNION ALL
  SELECT 'equipment_value_junior_cv' AS indicator, value FROM equipment_value_junior_cv WHERE level = 'district'
  UNION ALL
  SELECT 'multimedia_rooms_junior_cv' AS indicator, value FROM multimedia_rooms_junior_cv WHERE level = 'district'
  UNION ALL
  SELECT 'standard_class_share_primary' AS indicator, value FROM standard_class_share_primary WHERE level = 'district'
  UNION ALL
  SELECT 'standard_class_share_junior' AS indicator, value FROM standard_class_share_junior WHERE level = 'district'
  UNION ALL
  SELECT 'standard_school_size_share' AS indicator, value FROM standard_school_size_share WHERE level = 'district'
  UNION ALL
  SELECT 'teacher_training_hours' AS indicator, value FROM teacher_training_hours WHERE level = 'district'
  UNION ALL
  SELECT 'teacher_rotation' AS indicator, value FROM teacher_rotation WHERE level = 'district'
  UNION ALL
  SELECT 'backbone_rotation' AS indicator, value FROM backbone_rotation WHERE level = 'district'
  UNION ALL
  SELECT 'qualified_teachers' AS indicator, value FROM qualified_teachers WHERE level = 'district'
  UNION ALL
  SELECT 'junior_retention' AS indicator, value FROM junior_retention WHERE level = 'district'
  UNION ALL
  SELECT 'disabled_enrolment_all' AS indicator, value FROM disabled_enrolment_all WHERE level = 'district'
  UNION ALL
  SELECT 'monitoring_level' AS indicator, value FROM monitoring_level WHERE level = 'district'
)
SELECT
  CAST(NULL AS VARCHAR) AS org,
  CASE
    WHEN figures.value IS NULL THEN NULL
    WHEN rules.comparator = 'at_least' AND figures.value >= rules.value THEN 1
    WHEN rules.comparator = 'at_most' AND figures.value <= rules.value THEN 1
    ELSE 0
  END AS num,
  CASE WHEN figures.value IS NULL THEN NULL ELSE 1 END AS den,
  rules.rule, rules.indicator, rules.comparator, rules.value
FROM balanced_development AS rules
LEFT JOIN figures ON figures.indicator = rules.indicator
WHERE rules.floor IS NULL
