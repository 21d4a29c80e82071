-- A row: one current-year candidate who sat the examination; counts when the total reaches the line. Without a line there is
-- no figure. Without candidates of the year there is one row without a number: no results are not zero candidates.
WITH candidates AS (
  SELECT
    exam_results.school_code,
    CASE
      WHEN admission_lines.score IS NULL OR exam_results.total IS NULL THEN NULL
      WHEN exam_results.total >= admission_lines.score THEN 1
      ELSE 0
    END AS reached,
    exam_results.candidate_no, exam_results.name, exam_results.total, admission_lines.score
  FROM exam_results
  LEFT JOIN admission_lines
    ON admission_lines.exam = exam_results.exam
   AND admission_lines.year = exam_results.year
   AND admission_lines.track = 'all'
   AND admission_lines.line = $line
  WHERE exam_results.exam = 'zhongkao'
    AND exam_results.year = $year
    AND exam_results.first_time
    AND exam_results.attended
),
counted AS (
  SELECT COUNT(*) AS candidates FROM candidates
)
SELECT school_code AS org, reached AS num, CAST(NULL AS BIGINT) AS den, candidate_no, name, total, score
FROM candidates
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM counted
WHERE candidates = 0
