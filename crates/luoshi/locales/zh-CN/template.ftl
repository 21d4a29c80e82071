# 填报模板和标注问题的副本里的文字。
template-instructions = 填报说明
template-lists = 代码表
template-required = 必填
template-optional = 选填
template-choose = 请从列表中选择
template-choose-hint = 这一栏只能填列表中的内容。
template-grain = 每行填什么：{ $text }
template-source = 数据来源：{ $text }
template-standard = 依据标准：{ $text }
template-rules =
    在第一张工作表的表头下面逐行填写，不要改动表头。
    带 * 的栏目必填；没有的内容留空，不要填 0 或“无”。
    示例行导入时自动忽略，可以删除。
    证件号、代码等栏目已设为文本格式，粘贴时请选“只粘贴值”。
template-heading-column = 栏目
template-heading-needed = 必填
template-heading-type = 类型
template-heading-how = 填写说明
template-heading-choices = 可选项
template-heading-example = 示例
template-type-text = 文字
template-type-identifier = 号码（文本）
template-type-integer = 整数
template-type-decimal = 数字
template-type-date = 日期
template-type-boolean = 是或否
template-type-code = 从列表中选择
annotate-problems = 问题清单
annotate-data = 数据
annotate-heading-sheet = 工作表
annotate-heading-cell = 单元格
annotate-heading-value = 内容
annotate-heading-problem = 问题
annotate-heading-hint = 怎么办
annotate-heading-code = 代码
