# 填报模板：luoshi template 写出的工作簿。
command-template = 生成一张数据表的填报模板（xlsx）
argument-template-output = 写入的文件（xlsx）；已有同名文件时不覆盖
template-done = 已生成“{ $title }”填报模板：{ $file }。

template-instructions-sheet = 填写说明
template-lists-sheet = 选项
template-wrong-value = 请核对
template-title = { $title }：填写说明
template-grain = 填报单元
template-source-system = 数据来源
template-standard = 执行标准
template-key = 不得重复
template-how-to-fill =
    1. 请在第一张工作表逐行填写，不改表头，不插入合计行和合并单元格；灰色示例行仅供参照，导入时自动忽略，请勿改写。
    2. 带“*”的橙色列必填。其他列没有数据的留空，不要用0、“无”或“—”代替。
    3. 光标停在表头上可查看填写要求；有下拉选项的列从选项中选择，也可以填代码。
    4. 号码和代码列已设为文本格式。从其他表格复制时，请选择“粘贴为数值”，以免身份号码等长号码末位被改成0。
    5. 日期填年、月、日，如2023-09-01。
template-how-to-import = 报送方法：在网站“数据”页上传；或者用命令 luoshi import { $dataset } 文件名.xlsx --as-of 数据日期。有问题的单元格会列出位置、原因和改正办法，改正后重新报送即可。
template-personal = 本表含个人信息。请按最小必要原则填写，经单位内部渠道传送，不发聊天群，不存公用电脑；导入后及时删除多余的副本。
template-column = 列
template-need = 必填
template-type = 类型
template-meaning = 填写要求
template-example = 示例
template-class = 信息分级
template-required = 必填
template-optional = 选填
template-kind-text = 文本
template-kind-identifier = 号码
template-kind-integer = 整数
template-kind-decimal = 小数
template-kind-date = 日期
template-kind-boolean = 是或否
template-kind-code = 选项
template-format = 按“{ $format }”的编码规则核验。
template-scale = 最多{ $digits }位小数。
template-codes = 可选：{ $codes }。
template-codes-more = 可选：{ $codes }，另有{ $more }项见下拉选项。
template-yes-no = 填“{ $yes }”或“{ $no }”。
template-between = 应在{ $min }至{ $max }之间。
template-at-least = 不小于{ $min }。
template-at-most = 不大于{ $max }。
template-not-before = 不早于{ $min }。
template-not-after = 不晚于{ $max }。
template-unique = 各行不得相同。
template-references = 须与“{ $dataset }”表中的“{ $column }”一致。
template-for-example = 示例：{ $example }

# 标出问题的副本。
annotate-list = 问题清单
annotate-data = 数据
annotate-value = 内容
annotate-summary = 须改正{ $refused }处（红色），提醒{ $warned }处（黄色），下面列出{ $listed }处。点单元格编号可跳到该处；改好后保存，本文件可直接重新导入。
argument-import-marked = 把标出问题的副本写入这个文件（xlsx）；已有同名文件时不覆盖
import-marked = 标出问题的副本：{ $file }
import-marked-cut = 标出问题的副本：{ $file }（原文件超出工作表容量，副本不完整，请改原文件）
import-marked-hint = 加 --marked 文件名.xlsx，可得到在单元格上标出问题的副本。
