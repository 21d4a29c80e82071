//! A register of sixty children and the rolls of two schools, with errors as they are made.

use std::fmt::Write as _;

/// An ID number of a child born on a day (YYYYMMDD), with its check character.
pub fn id(born: &str, order: u32) -> String {
    let digits = format!("530113{born}{order:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    let check = b"10X98765432"[usize::try_from(sum % 11).unwrap()];
    format!("{digits}{}", char::from(check))
}

#[derive(Clone)]
pub struct Child {
    pub id: String,
    pub name: String,
    pub born: String,
    pub guardian: String,
    pub phone: String,
    pub area: &'static str,
    pub exemption: &'static str,
}

/// Sixty children of one kind, all on the roll; what differs is changed by the tests.
pub fn children() -> Vec<Child> {
    let (surnames, names) = (
        ["李", "张", "王", "赵", "陈", "杨"],
        ["雨晨", "子涵", "一诺", "思远", "佳怡", "浩然", "梓萱", "宇航", "欣怡", "俊杰"],
    );
    let child = |at: usize| {
        let born = format!("20{:02}{:02}{:02}", 11 + at % 6, at % 12 + 1, at % 27 + 1);
        let order = u32::try_from(at * 2 + 1).unwrap() % 1000;
        Child {
            id: id(&born, order),
            name: format!("{}{}", surnames[at % 6], names[at / 6]),
            guardian: format!("{}建国{}", surnames[at % 6], ["福", "贵", "明", "强"][at % 4]),
            phone: format!("138{:08}", 1000 + at * 37),
            area: if at.is_multiple_of(2) { "530113001" } else { "530113101" },
            born,
            exemption: "无",
        }
    };
    (0..60).map(child).collect()
}

fn day(born: &str) -> String {
    format!("{}-{}-{}", &born[..4], &born[4..6], &born[6..])
}

/// The sex that an ID number says.
pub fn sex(id: &str) -> &'static str {
    if id.as_bytes()[16] % 2 == 1 { "男" } else { "女" }
}

pub fn register(children: &[Child]) -> String {
    let mut text = String::from(
        "公民身份号码,姓名,性别,出生日期,乡镇（街道）代码,是否本区户籍,居住情况,监护人姓名,监护人电话,未入学原因,就读学校\n",
    );
    for one in children {
        writeln!(
            text,
            "{},{},{},{},{},是,户籍地居住,{},{},{},一小",
            one.id,
            one.name,
            sex(&one.id),
            day(&one.born),
            one.area,
            one.guardian,
            one.phone,
            one.exemption
        )
        .unwrap();
    }
    text
}

pub struct Pupil {
    pub roll: String,
    pub id: String,
    pub name: String,
    pub born: String,
    pub sex: &'static str,
    pub guardian: String,
    pub phone: String,
    pub status: &'static str,
}

pub fn pupils(children: &[Child]) -> Vec<Pupil> {
    let pupil = |one: &Child| Pupil {
        roll: format!("G{}", one.id),
        id: one.id.clone(),
        name: one.name.clone(),
        born: one.born.clone(),
        sex: sex(&one.id),
        guardian: one.guardian.clone(),
        phone: one.phone.clone(),
        status: "在读",
    };
    children.iter().map(pupil).collect()
}

pub fn roll(pupils: &[Pupil]) -> String {
    let mut text = String::from(
        "学籍号,公民身份号码,姓名,性别,出生日期,学校标识码,学段,年级,班号,学籍状态,监护人姓名,监护人电话\n",
    );
    for (at, one) in pupils.iter().enumerate() {
        let school = ["2153000101", "2153000202"][at % 2];
        writeln!(
            text,
            "{},{},{},{},{},{school},小学,小学三年级,1,{},{},{}",
            one.roll,
            one.id,
            one.name,
            one.sex,
            day(&one.born),
            one.status,
            one.guardian,
            one.phone
        )
        .unwrap();
    }
    text
}

/// Of the sixty one is missing, one on the roll without a number and under another name, one dead, one deferred, one suspended, and
/// one pupil is from elsewhere.
pub fn with_errors() -> (Vec<Child>, Vec<Pupil>) {
    let mut children = children();
    let mut pupils = pupils(&children);
    children[3].exemption = "死亡";
    children[4].exemption = "批准延缓入学";
    pupils[5].status = "休学";
    // No number, a homophone, and another phone: a person has to look.
    pupils[2].id = String::new();
    pupils[2].name = "王一若".into();
    pupils[2].phone = "13900000000".into();
    pupils[2].roll = format!("L{}", id("20150101", 777));
    let mut stranger = pupils.pop().unwrap();
    stranger.id = id("20140305", 901);
    stranger.roll = format!("G{}", stranger.id);
    stranger.born = "20140305".into();
    stranger.sex = sex(&stranger.id);
    (stranger.name, stranger.guardian, stranger.phone) = ("阿石木呷".into(), "阿石拉古".into(), "13700000000".into());
    pupils.push(stranger);
    pupils.remove(4);
    pupils.remove(3);
    (children, pupils)
}
