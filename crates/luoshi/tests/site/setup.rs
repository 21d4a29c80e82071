//! A pack that comes with the set-up: taken when it is sound, refused with every error at its place when it is not.

use std::io::{Cursor, Write as _};

use axum::http::StatusCode;
use luoshi::packs;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::house::{House, PASSWORD, TOKEN};

const PACK: &str = "dongchuan-2023-2025";

fn zip<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn fields<'a>(token: &'a str, pack: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("token", token),
        ("pack", pack),
        ("login", "admin"),
        ("name", "王芳"),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ]
}

#[tokio::test]
async fn a_zip_that_is_no_pack_is_refused_and_nothing_is_kept() {
    let house = House::new();
    let mut browser = house.open().await;
    browser.language = "en";
    let manifest = "id = \"mine\"\nextends = \"cn-education\"\ntitle = { zh = \"一\", en = \"One\" }\n";
    let cases: [(&str, Vec<u8>, &str); 6] = [
        ("no zip", b"hello".to_vec(), "no sound zip"),
        (
            "outside",
            zip([("mine/pack.toml", manifest), ("mine/../../outside.toml", "x = 1")]),
            "leads out of its folder",
        ),
        ("absolute", zip([("pack.toml", manifest), ("/etc/outside.toml", "x = 1")]), "leads out of its folder"),
        ("no manifest", zip([("mine/plan.toml", "")]), "no pack.toml"),
        ("too large", zip([("pack.toml", manifest), ("a.toml", &"#".repeat(17 << 20))]), "too large"),
        ("wrong key", zip([("mine/pack.toml", format!("{manifest}colour = 1\n").as_str())]), "colour"),
    ];
    for (what, file, sentence) in &cases {
        let answer = browser.upload("/setup", &fields(TOKEN, "upload"), "pack.zip", file).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
        assert!(answer.body.contains(sentence), "{what}: {}", answer.body);
    }
    let answer = browser.upload("/setup", &fields(TOKEN, "upload"), "pack.zip", &cases[5].1).await;
    assert!(answer.body.contains("pack.toml line 4, colour"), "{}", answer.body);
    for (pack, file) in [("upload", &b""[..]), (PACK, b"PK"), ("nothing", b"")] {
        let answer = browser.upload("/setup", &fields(TOKEN, pack), "pack.zip", file).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{pack}");
    }
    assert!(!house.path().join("luoshi.toml").exists());
    assert!(!house.path().join("packs").exists());
    let stranger = browser.upload("/setup", &fields("wrong", "upload"), "pack.zip", &cases[5].1).await;
    assert!(stranger.body.contains("token is wrong") && !stranger.body.contains("colour"), "{}", stranger.body);
}

#[tokio::test]
async fn a_sound_pack_is_kept_in_the_workspace() {
    let house = House::new();
    let mut browser = house.open().await;
    let files = &packs::embedded()[PACK];
    let title = "本区自己的行动计划";
    let own: Vec<_> = files
        .iter()
        .map(|(name, text)| {
            (
                format!("{PACK}/{name}"),
                text.replace("东川区教育高质量发展三年行动计划（2023—2025年）\", en", &format!("{title}\", en")),
            )
        })
        .collect();
    let file = zip(own.iter().map(|(name, text)| (name.as_str(), text.as_str())).chain([("__MACOSX/x", "junk")]));
    let answer = browser.upload("/setup", &fields(TOKEN, "upload"), "pack.zip", &file).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in"), "{}", answer.body);
    let settings = std::fs::read_to_string(house.path().join("luoshi.toml")).unwrap();
    assert!(settings.contains(&format!("pack = \"packs/{PACK}\"")), "the workspace can be moved: {settings}");
    browser.sign_in("admin").await;
    assert!(browser.get("/").await.body.contains(title));
    let again = luoshi::workspace::Workspace::open(&house.edge()).await.unwrap();
    assert_eq!(again.sources.id, PACK);
    again.store.close().await;
}
