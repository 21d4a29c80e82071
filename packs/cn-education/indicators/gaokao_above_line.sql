-- A row: one candidate who sat the examination; the candidate counts when the total reaches the line of the track.
-- A candidate whose track has no line yet has neither numerator nor denominator.
SELECT
  exam_results.school_code AS org,
  CASE
    WHEN admission_lines.score IS NULL OR exam_results.total IS NULL THEN NULL
    WHEN exam_results.total >= admission_lines.score THEN 1
    ELSE 0
  END AS num,
  CASE WHEN admission_lines.score IS NULL OR exam_results.total IS NULL THEN NULL ELSE 1 END AS den,
  exam_results.candidate_no, exam_results.name, exam_results.track, exam_results.total, admission_lines.score
FROM exam_results
LEFT JOIN admission_lines
  ON admission_lines.exam = exam_results.exam
 AND admission_lines.year = exam_results.year
 AND admission_lines.track = exam_results.track
 AND admission_lines.line = $line
WHERE exam_results.exam = 'gaokao'
  AND exam_results.year = $year
  AND exam_results.attended
