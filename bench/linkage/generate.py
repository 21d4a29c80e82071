"""A county's register of school-age children and the roll of its schools, with the truth: python3 generate.py ROWS FOLDER [SEED].

Nine townships with villages of very different size; families with one to four children, twins, names that follow the generation;
common names, homophones, names of minorities. Every error that offices make is drawn independently at the rate below, so that some
rows have several at once. `register.csv`, `roll.csv`, `truth.csv` (register key, roll key of every true pair), `absent.csv`.
"""

import csv
import datetime
import pathlib
import random
import sys

ABSENT = 0.03
# Of the rows of the roll that belong to registered children.
RATES = {
    "id_missing": 0.025, "id_digit": 0.015, "id_swapped": 0.004, "id_reissued": 0.012, "id_of_sibling": 0.003, "id_lost_digit": 0.002,
    "id_lower_x": 0.3,
    "name_homophone": 0.015, "name_dialect": 0.005, "name_shape": 0.006, "name_lost": 0.003, "name_renamed": 0.006, "name_swapped": 0.003,
    "name_variant": 0.01,
    "minority_dot": 0.4, "minority_short": 0.08, "minority_spelling": 0.08,
    "birth_day_month": 0.006, "birth_digit": 0.008, "birth_lunar": 0.03, "birth_first_january": 0.005, "birth_missing": 0.005,
    "guardian_other": 0.15, "guardian_homophone": 0.015, "guardian_missing": 0.04,
    "phone_changed": 0.14, "phone_digit": 0.01, "phone_missing": 0.06,
    "address_moved": 0.05, "address_missing": 0.05, "address_short": 0.3,
    "sex_wrong": 0.002,
}
# Beyond registered children, as shares of the register.
MIGRANTS, TWICE, UNREGISTERED_SIBLINGS = 0.04, 0.004, 0.004
TWINS, GENERATION_NAME, MINORITY = 0.012, 0.4, 0.12

SURNAMES = "李王张杨陈刘赵周朱马何黄罗吴徐孙胡高林郭唐邓许韩冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲华红建国志梅鑫波斌宇浩凯健俊帆雪林婷丹萍鹏旭佳欣怡悦雨晨轩梓涵子博诗琪思远天佑一诺可心若曦俊熙浩然宇航欣妍雅婷嘉怡梦瑶紫萱语嫣晓东小龙海燕春花秋菊冬梅福贵荣光耀祖永兴进财正德忠义孝廉仁礼智信安康乐顺祥瑞吉庆丰收成才发富金银铜玉珍珠宝石山川河江湖云霞虹雷电风霜露松柏竹桃李杏荷莲菊兰香菲芬蕾蓉薇莉莎倩颖慧聪睿哲彦辰昊昱晟煜炜烨灿焕煊阳洁冰清泉源润泽洪涵渊浪滔丞承诚程晴情卿青菁景静敬镜竞"
HOMOPHONES = ["伟炜玮纬", "芳方坊", "静靖婧敬", "丽莉俪", "强墙", "磊雷", "军君钧均", "洋阳扬杨", "勇永咏", "艳燕彦雁", "杰洁捷婕", "娟鹃涓", "涛滔", "明铭鸣", "霞夏", "萍平屏苹", "文雯纹", "辉晖慧惠", "玲灵铃凌", "华桦骅", "红虹宏洪鸿", "建健剑", "志智致治", "梅玫", "鑫欣新馨心", "波博", "斌彬宾", "宇雨羽语玉", "浩昊皓", "凯恺", "俊峻骏", "雪学", "婷庭亭廷", "佳嘉家", "怡宜仪", "悦月岳", "晨辰宸", "轩萱宣", "梓子紫", "涵晗", "诗施思", "琪奇祺琦", "瑶遥谣", "妍言岩", "林琳霖", "兰岚", "程成诚承丞", "睿瑞锐", "哲喆", "煜昱钰", "倩茜", "颖影", "菲飞妃"]
DIALECT = [("林", "宁"), ("兰", "南"), ("英", "音"), ("静", "进"), ("思", "诗"), ("春", "村"), ("宁", "林"), ("青", "亲"), ("成", "陈"), ("昌", "仓"), ("胜", "森"), ("力", "尼"), ("明", "民"), ("萍", "频"), ("正", "增"), ("华", "发")]
SHAPES = ["未末", "己已巳", "天夭", "日曰", "晴睛", "浩洁", "晟晨", "辰晨", "睛晴", "梓样", "怡冶", "嫣焉", "钰钮", "铭铬", "昊吴", "洋详", "萱宣", "莹茔", "菁青", "宇字", "彤形", "佑佐", "芸芝", "茗名", "丽两", "琪淇", "祺琪", "帆帜", "轩斩", "妍研", "悦说", "宏宠", "雨两", "香杳", "春舂", "兴光", "贵责"]
VARIANTS = [("强", "強"), ("云", "雲"), ("国", "國"), ("华", "華"), ("兰", "蘭"), ("龙", "龍"), ("凤", "鳳"), ("义", "義"), ("万", "萬"), ("丽", "麗"), ("杰", "傑"), ("吴", "吳"), ("吕", "呂"), ("黄", "黃"), ("青", "靑"), ("温", "溫"), ("陈", "陳"), ("张", "張"), ("刘", "劉"), ("杨", "楊")]
MINORITY_PARTS = ["阿", "木", "呷", "古", "拉", "石", "依", "尔", "日", "沙", "马", "吉", "克", "曲", "比", "史", "莫", "果", "子", "乌", "合", "牛", "布", "且", "嘎", "加", "达", "瓦", "洛", "色", "什", "惹", "英", "金", "衣", "扎", "西", "卓", "玛", "次", "仁", "央", "宗", "顿", "珠", "旺", "买", "提", "力", "江", "古丽", "阿依", "努尔", "夏提", "木沙"]
SPELLINGS = [("吉", "及"), ("呷", "嘎"), ("依", "衣"), ("尔", "儿"), ("日", "惹"), ("洛", "罗"), ("色", "什"), ("克", "可"), ("比", "毕"), ("西", "希"), ("卓", "桌"), ("次", "慈"), ("旺", "汪"), ("买", "麦"), ("拉", "腊")]
TOWNS = ["铜都街道", "碧谷街道", "汤丹镇", "因民镇", "阿旺镇", "乌龙镇", "红土地镇", "拖布卡镇", "舍块乡"]
VILLAGE_CHARS = "新大小上下中石水田坝箐岩黄白红绿松树桥头坡山龙凤马牛金银铜老达朵以则法者海科拉姑尼块铺沟湾"
DOTS = ["·", "•", "‧", ".", "・", ""]
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]


def check(seventeen):
    return "10X98765432"[sum(int(d) * w for d, w in zip(seventeen, WEIGHTS)) % 11]


def lunar_table():
    """Lunar months as (first day, year, month): from the table of the years 2000 to 2025 (month lengths in bits, leap month)."""
    info = [0x0C960, 0x0D954, 0x0D4A0, 0x0DA50, 0x07552, 0x056A0, 0x0ABB7, 0x025D0, 0x092D0, 0x0CAB5, 0x0A950, 0x0B4A0, 0x0BAA4, 0x0AD50,
            0x055D9, 0x04BA0, 0x0A5B0, 0x15176, 0x052B0, 0x0A930, 0x07954, 0x06AA0, 0x0AD50, 0x05B52, 0x04B60, 0x0A6E6]
    day, months = datetime.date(2000, 2, 5), []
    for year, bits in zip(range(2000, 2026), info):
        leap = bits & 0xF
        for month in range(1, 13):
            months.append((day, year, month))
            day += datetime.timedelta(30 if bits & (0x10000 >> month) else 29)
            if month == leap:
                months.append((day, year, month))
                day += datetime.timedelta(30 if bits & 0x10000 else 29)
    return months


class World:
    def __init__(self, rows, seed):
        self.rng = random.Random(seed)
        self.rows = rows
        self.months = lunar_table()
        self.surnames, self.surname_weights = zip(*((s, 1 / (i + 4)) for i, s in enumerate(dict.fromkeys(SURNAMES))))
        given = list(dict.fromkeys(GIVEN))
        self.rng.shuffle(given)
        self.given, self.given_weights = given, [1 / (i + 12) for i in range(len(given))]
        self.homophones = {c: [o for o in g if o != c] for g in HOMOPHONES for c in g}
        self.shapes = {c: [o for o in g if o != c] for g in SHAPES for c in g}
        self.dialect, self.variants, self.spellings = dict(DIALECT), dict(VARIANTS), dict(SPELLINGS)
        rng = self.rng
        self.villages = []
        for town in TOWNS:
            names = set()
            while len(names) < rng.randint(12, 28):
                names.add("".join(rng.sample(VILLAGE_CHARS, 2)))
            self.villages += [(town, name + ("社区" if "街道" in town else "村"), rng.paretovariate(1.2)) for name in sorted(names)]
        self.village_weights = [min(v[2], 12) for v in self.villages]
        self.used = set()

    def lunar(self, day):
        low, high = 0, len(self.months)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.months[middle][0] <= day else (low, middle)
        first, year, month = self.months[low]
        return year, month, (day - first).days + 1

    def word(self, pool, weights, count):
        return "".join(self.rng.choices(pool, weights, k=count))

    def han(self, surname, generation=""):
        rng = self.rng
        if generation:
            return surname + generation + self.word(self.given, self.given_weights, 1)
        return surname + self.word(self.given, self.given_weights, 1 if rng.random() < 0.17 else 2)

    def minority(self, family):
        rng = self.rng
        own = "".join(rng.choices(MINORITY_PARTS, k=2))
        return f"{family}·{own}" if rng.random() < 0.6 else family + own

    def id_number(self, born, sex, area="530113"):
        rng = self.rng
        while True:
            number = rng.randint(0, 499) * 2 + (sex == "男")
            seventeen = f"{area}{born:%Y%m%d}{number:03}"
            if seventeen not in self.used or len(self.used) > 400_000 and rng.random() < 0.2:
                self.used.add(seventeen)
                return seventeen + check(seventeen)
            # Beyond a thousand births a day an area gives out numbers of its neighbours, as real ones do.
            area = f"5301{rng.randint(1, 29):02}"

    def phone(self):
        return self.rng.choice(["138", "139", "187", "151", "159", "183", "152", "137", "136", "180"]) + f"{self.rng.randrange(10**8):08}"

    def family(self):
        rng = self.rng
        town, village, _ = rng.choices(self.villages, self.village_weights)[0]
        is_minority = rng.random() < MINORITY
        surname = rng.choices(self.surnames, self.surname_weights)[0]
        clan = "".join(rng.choices(MINORITY_PARTS, k=2))
        parent = (lambda: self.minority(clan)) if is_minority else (lambda: self.han(surname))
        other = self.han(rng.choices(self.surnames, self.surname_weights)[0])
        guardians = [parent(), other]
        if rng.random() < 0.25:
            guardians.reverse()
        generation = self.word(self.given, self.given_weights, 1) if rng.random() < GENERATION_NAME else ""
        home = {"town": town, "village": village, "group": rng.randint(1, 12), "house": rng.randint(1, 120)}
        phones = [self.phone(), self.phone()]
        children, born = [], datetime.date(2009, 9, 1) + datetime.timedelta(rng.randrange(3200))
        count = rng.choices([1, 2, 3, 4], [0.42, 0.4, 0.14, 0.04])[0]
        while len(children) < count:
            twins = 2 if rng.random() < TWINS else 1
            sex_of_both = rng.choice("男女")
            for _ in range(twins):
                sex = sex_of_both if twins == 2 and rng.random() < 0.65 else rng.choice("男女")
                name = self.minority(clan) if is_minority else self.han(surname, generation)
                area = "530113" if rng.random() < 0.92 else f"5301{rng.randint(1, 29):02}"
                children.append({"name": name, "sex": sex, "born": born, "id": self.id_number(born, sex, area), "guardians": guardians, "phones": phones, "home": home, "minority": is_minority})
            born += datetime.timedelta(rng.randint(330, 1900))
        children = [c for c in children if c["born"] < datetime.date(2019, 9, 1)]
        for c in children:
            c["siblings"] = children
        return children

    def address(self, home, short=False):
        tail = f"{home['group']}组" if short else f"{home['group']}组{home['house']}号"
        return f"{home['town']}{home['village']}{tail}" if short else f"云南省昆明市东川区{home['town']}{home['village']}{tail}"

    def replaced(self, name, table):
        """One character by its like, not the surname's where the name has others."""
        places = [i for i, c in enumerate(name) if c in table and (i > 0 or len(name) > 3)]
        if not places:
            return name
        at = self.rng.choice(places)
        like = table[name[at]]
        return name[:at] + (like if isinstance(like, str) else self.rng.choice(like)) + name[at + 1:]

    def digit(self, text, places):
        at = self.rng.choice(places)
        return text[:at] + self.rng.choice([d for d in "0123456789" if d != text[at]]) + text[at + 1:]

    def roll_row(self, child, rate=1.0):
        rng = self.rng
        hit = lambda name: rng.random() < RATES[name] * rate
        idn, name, sex, born = child["id"], child["name"], child["sex"], child["born"]
        if hit("id_missing"):
            idn = ""
        elif hit("id_digit"):
            idn = self.digit(idn, range(17))
        elif hit("id_swapped"):
            places = [i for i in range(16) if idn[i] != idn[i + 1]]
            at = rng.choice(places)
            idn = idn[:at] + idn[at + 1] + idn[at] + idn[at + 2:]
        elif hit("id_reissued"):
            idn = self.id_number(born, sex, rng.choice([idn[:6], "530113", "530129", "530325"]))
        elif hit("id_of_sibling") and len(child["siblings"]) > 1:
            idn = rng.choice([s for s in child["siblings"] if s is not child])["id"]
        elif hit("id_lost_digit"):
            at = rng.randrange(17)
            idn = idn[:at] + idn[at + 1:]
        if rng.random() < RATES["id_lower_x"]:
            idn = idn.lower()
        guardian, phone = child["guardians"][0], child["phones"][0]
        if hit("guardian_other"):
            guardian, phone = child["guardians"][1], child["phones"][0 if rng.random() < 0.4 else 1]
        if child["minority"]:
            if hit("minority_dot"):
                name = name.replace("·", rng.choice(DOTS)) if "·" in name else name
            if hit("minority_short"):
                name = name.split("·")[-1] if "·" in name and rng.random() < 0.5 else name[: max(2, len(name) - 2)].rstrip("·")
            if hit("minority_spelling"):
                name = self.replaced(name, self.spellings)
        if hit("name_homophone"):
            name = self.replaced(name, self.homophones)
        if hit("name_dialect"):
            name = self.replaced(name, self.dialect)
        if hit("name_shape"):
            name = self.replaced(name, self.shapes)
        if hit("name_variant"):
            name = "".join(self.variants.get(c, c) for c in name)
        if hit("name_lost") and len(name) > 2:
            name = name[:-1] if rng.random() < 0.5 else name[0] + name[2:]
        if hit("name_renamed"):
            name = self.han(name[0])
        if hit("guardian_homophone"):
            guardian = self.replaced(guardian, self.homophones)
        if hit("name_swapped"):
            name, guardian = guardian, name
        if hit("guardian_missing"):
            guardian = ""
        year, month, day = born.year, born.month, born.day
        if hit("birth_lunar"):
            year, month, day = self.lunar(born)
        elif hit("birth_day_month") and day <= 12:
            month, day = day, month
        elif hit("birth_digit"):
            part = rng.randrange(3)
            if part == 0:
                year += rng.choice([-1, 1, -10, 2])
            elif part == 1:
                month = rng.randint(1, 12)
            else:
                day = rng.randint(1, 28)
        elif hit("birth_first_january"):
            month, day = 1, 1
        birth = "" if hit("birth_missing") else f"{year:04}-{month:02}-{day:02}"
        if hit("sex_wrong"):
            sex = "男" if sex == "女" else "女"
        if hit("phone_missing"):
            phone = ""
        elif hit("phone_changed"):
            phone = self.phone()
        elif hit("phone_digit"):
            phone = self.digit(phone, range(3, 11))
        home = child["home"]
        if hit("address_moved"):
            town, village, _ = rng.choices(self.villages, self.village_weights)[0]
            home = {"town": town, "village": village, "group": rng.randint(1, 12), "house": rng.randint(1, 120)}
        if hit("address_missing"):
            home = None
        town, village, address = ("", "", "") if home is None else (home["town"], home["village"], self.address(home, hit("address_short")))
        return [idn, name, sex, birth, town, village, address, guardian, phone]

    def register_row(self, child):
        rng, home = self.rng, child["home"]
        guardian, phone = child["guardians"][0], child["phones"][0]
        if rng.random() < 0.03:
            phone = ""
        if rng.random() < 0.02:
            guardian = ""
        return [child["id"], child["name"], child["sex"], f"{child['born']:%Y-%m-%d}", home["town"], home["village"], self.address(home), guardian, phone]


def main():
    rows, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    world = World(rows, int(sys.argv[3]) if len(sys.argv) > 3 else 20251125)
    rng = world.rng
    folder.mkdir(parents=True, exist_ok=True)
    register, roll, outside = [], [], []
    while len(register) < rows:
        for child in world.family():
            if rng.random() < UNREGISTERED_SIBLINGS:
                outside.append(child)
            elif len(register) < rows:
                register.append(child)
    migrants = int(MIGRANTS * rows)
    while len(outside) < migrants + int(UNREGISTERED_SIBLINGS * rows):
        outside += world.family()
    absent = set(rng.sample(range(rows), int(ABSENT * rows)))
    for at, child in enumerate(register):
        if at not in absent:
            roll.append((at, world.roll_row(child)))
            if rng.random() < TWICE:
                roll.append((at, world.roll_row(child, 3.0)))
    roll += [(None, world.roll_row(child)) for child in outside]
    rng.shuffle(roll)
    with open(folder / "register.csv", "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["register_id", "身份证号", "姓名", "性别", "出生日期", "乡镇", "村", "住址", "监护人", "监护人电话"])
        out.writerows([f"R{at:07}"] + world.register_row(child) for at, child in enumerate(register))
    with open(folder / "roll.csv", "w", newline="") as file, open(folder / "truth.csv", "w", newline="") as truth:
        out, pairs = csv.writer(file), csv.writer(truth)
        out.writerow(["roll_id", "身份证件号", "学生姓名", "性别", "出生日期", "乡镇", "村", "家庭住址", "监护人姓名", "联系电话", "学校", "年级"])
        pairs.writerow(["register_id", "roll_id"])
        for number, (at, row) in enumerate(roll):
            key = f"S{number:07}"
            out.writerow([key] + row + [f"{row[4]}小学", rng.randint(1, 9)])
            if at is not None:
                pairs.writerow([f"R{at:07}", key])
    with open(folder / "absent.csv", "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["register_id"])
        out.writerows([f"R{at:07}"] for at in sorted(absent))


if __name__ == "__main__":
    main()
