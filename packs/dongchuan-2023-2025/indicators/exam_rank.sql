-- A row: the rank of one school or district as the city published it.
SELECT org_code AS org, rank AS num, CAST(NULL AS BIGINT) AS den, year, measure, rank, participants, document
FROM exam_rankings
WHERE exam = $exam
  AND measure = $measure
  AND year = $year
