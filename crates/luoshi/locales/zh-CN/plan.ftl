# 计划的时间轴。
timeline-title = 时间轴
timeline-shown = 共 { $count } 项有时限的承诺。
timeline-undated = 另有 { $count } 项没有写明时限。
timeline-legend = 图例
timeline-sign-target = 指标
timeline-sign-milestone = 节点
timeline-sign-recurring = 周期性工作
timeline-sign-today = 今天（{ $value }）
timeline-line = 时间轴
timeline-stands = 进展
timeline-left = { $count ->
    [0] 今天到期
   *[other] 还有 { $count } 天
}
timeline-past = 时限已过
timeline-recurring = 周期性工作
timeline-quarter = { $year } 年第 { $quarter } 季度
timeline-now = 本季度
rhythm-monthly = 每月
rhythm-termly = 每学期
rhythm-yearly = 每年
rhythm-every-two-years = 每两年
rhythm-every-three-years = 每三年
rhythm-regularly = 定期
