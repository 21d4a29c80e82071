# 报送轮次
rounds-title = 报送轮次
rounds-none = 这一年还没有开始的报送轮次。
rounds-is-over = 已截止
rounds-is-open = 正在报送
rounds-closed = 应报 { $asked } 项，已报 { $reported } 项，其中迟报 { $late } 项；未报 { $missing } 项，{ $silent } 个单位一项未报。
rounds-open = 应报 { $asked } 项，已报 { $reported } 项；{ $silent } 个单位还没有报送。
rounds-asked = 应报
rounds-in-time = 按时报送
rounds-late = 迟报
rounds-waited = 待报
rounds-missing = 未报
rounds-unreported = { $value }未报送的事项
rounds-all-reported = 本轮已全部报送。
