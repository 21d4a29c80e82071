-- A row: one rule of the standard; it counts when the figure of the district reaches it. A rule without a figure has neither part.
WITH figures AS (
  SELECT 'preschool_gross_enrolment' AS indicator, value FROM preschool_gross_enrolment WHERE level = 'district'
  UNION ALL
  SELECT 'inclusive_kindergarten_coverage' AS indicator, value FROM inclusive_kindergarten_coverage WHERE level = 'district'
  UNION ALL
  SELECT 'public_kindergarten_share' AS indicator, value FROM public_kindergarten_share WHERE level = 'district'
  UNION ALL
  SELECT 'pupil_teacher_ratio_kindergarten' AS indicator, value FROM pupil_teacher_ratio_kindergarten WHERE level = 'district'
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
FROM preschool_universal AS rules
LEFT JOIN figures ON figures.indicator = rules.indicator
