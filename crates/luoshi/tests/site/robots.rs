//! The robots of chat groups, by receivers on this machine: what they are sent, how it is signed, and what of them is shown.

use axum::http::StatusCode;
use luoshi::{services::notice::Sent, store::DeliveryState};

use crate::{
    house::Browser,
    sinks::GroupSink,
    supervision::{Story, begin},
};

async fn add(browser: &mut Browser, name: &str, kind: &str, address: &str, more: &[(&str, &str)]) -> String {
    let fields = [("deed", "add"), ("name", name), ("kind", kind), ("address", address), ("language", "zh-CN")];
    let fields: Vec<_> = fields.into_iter().chain(more.iter().copied()).collect();
    browser.post("/admin/notices/robots", &fields).await.body
}

/// A duty of the finance bureau that was assigned, and what of it robots are told in the morning.
async fn told(story: &Story) {
    story.on("2025-03-03", "planner", "assign", &[]).await;
    story.at("2025-03-03T03:00:00Z");
    story.tick("2025-03-03").await;
}

#[tokio::test]
async fn every_kind_is_sent_its_format_with_its_signature() {
    let (story, sink) = (begin().await, GroupSink::open().await);
    let mut administrator = story.site.signed_in("administrator").await;
    let hook = |path: &str| format!("http://127.0.0.1:{}{path}", sink.port);
    let page = add(&mut administrator, "企微群", "wecom", &hook("/send?key=k-123456"), &[]).await;
    assert!(
        page.contains("已经添加群机器人") && !page.contains("k-123456") && page.contains("127.0.0.1 …3456"),
        "{page}"
    );
    add(&mut administrator, "钉钉群", "dingtalk", &hook("/robot/send?access_token=t"), &[("secret", "SECret")]).await;
    add(&mut administrator, "飞书群", "feishu", &hook("/hook/f"), &[("secret", "fei-secret")]).await;
    // One hears of others only, one of other things only.
    add(&mut administrator, "公安群", "wecom", &hook("/other"), &[("unit", "police")]).await;
    add(&mut administrator, "督办群", "wecom", &hook("/other"), &[("when", "slip")]).await;
    told(&story).await;
    assert_eq!(story.send().await, Sent { sent: 3, ..Sent::default() });
    let asked = sink.asked();
    let of = |path: &str| asked.iter().find(|one| one.path.starts_with(path)).unwrap();
    let text = of("/send?key=k-123456").body["text"]["content"].as_str().unwrap();
    assert!(text.starts_with("“落实”督办提醒：1 项\n1. 【区财政局】") && text.contains("2025年3月3日交办"), "{text}");
    assert_eq!(of("/send").body["msgtype"], "text");
    // HMAC-SHA-256 over moment and secret, computed elsewhere.
    let path = "/robot/send?access_token=t&timestamp=1740970800000&sign=TfnviKxfgiiJcFvryL4I8wRiat2yUK1ONzVmE75dmZI%3D";
    assert_eq!((of("/robot").path.as_str(), &of("/robot").body["msgtype"]), (path, &"text".into()));
    let feishu = &of("/hook/f").body;
    assert_eq!(
        (&feishu["timestamp"], &feishu["sign"]),
        (&"1740970800".into(), &"4Sm7UVONVEuWtOy2iFHiHEHkfaNp9ItFqR8lt28Zycg=".into())
    );
    assert!(feishu["msg_type"] == "text" && feishu["content"]["text"].as_str().unwrap().contains("落实"), "{feishu}");
    assert_eq!((story.tick("2025-03-03").await, story.send().await), (0, Sent::default()), "once");
    // Nothing of the secrets is in the log.
    for event in story.workspace.store.read().await.unwrap().events().await.unwrap() {
        assert!(!event.body.contains("k-123456") && !event.body.contains("SECret"), "{}", event.body);
    }
}

#[tokio::test]
async fn codes_of_robots_are_understood_and_redirects_are_not_followed() {
    let (story, sink) = (begin().await, GroupSink::open().await);
    let mut administrator = story.site.signed_in("administrator").await;
    let hook = format!("http://localhost:{}/send", sink.port);
    let page = add(&mut administrator, "群", "feishu", &hook, &[]).await;
    let at = page.find("name=\"robot\" value=\"").unwrap() + 20;
    let robot = page[at..at + 36].to_owned();
    let mut test = async |status, answer| {
        sink.says(status, answer);
        administrator.post("/admin/notices/robots", &[("deed", "test"), ("robot", &robot)]).await.body
    };
    assert!(test(200, r#"{"StatusCode":0,"StatusMessage":"success"}"#).await.contains("已经收到测试消息"));
    assert!(test(200, r#"{"code":19021,"msg":"sign match fail"}"#).await.contains("错误码 19021"));
    assert!(test(302, "").await.contains("HTTP 302"));
    assert!(test(200, "<html>").await.contains("无法识别"));
    assert_eq!(sink.asked().len(), 4, "nothing was asked elsewhere");

    told(&story).await;
    sink.says(200, r#"{"code":11232,"msg":"frequency limited"}"#);
    assert_eq!(story.send().await, Sent { later: 1, ..Sent::default() });
    sink.says(200, r#"{"code":19024,"msg":"Key Words Not Found"}"#);
    story.at("2025-03-03T03:05:00Z");
    assert_eq!(story.send().await, Sent { failed: 1, ..Sent::default() });
    let page = administrator.get("/admin/notices").await.body;
    assert!(page.contains("群机器人答复错误码 19024"), "{page}");
    // What waits for a robot that is gone is closed.
    let failed = story.workspace.store.read().await.unwrap().deliveries(DeliveryState::Failed).await.unwrap();
    let remove = [("deed", "remove"), ("robot", robot.as_str()), ("version", "1")];
    assert!(administrator.post("/admin/notices/robots", &remove).await.body.contains("已经删除群机器人"));
    let late = administrator.post("/admin/notices/robots", &remove).await;
    assert!(late.body.contains("已经被别人更改或者删除"), "{}", late.body);
    luoshi::services::notice::settle(&story.workspace, &story.house.edge(), &failed[0].id, DeliveryState::Failed, true)
        .await
        .unwrap();
    assert_eq!(story.send().await, Sent { closed: 1, ..Sent::default() });
}

#[tokio::test]
async fn addresses_that_lead_inside_are_refused_and_only_administrators_add_robots() {
    let story = begin().await;
    let mut administrator = story.site.signed_in("administrator").await;
    for address in ["http://qyapi.example/send", "ftp://127.0.0.1/", "https://a@b.example/", "no address"] {
        let page = add(&mut administrator, "群", "wecom", address, &[]).await;
        assert!(page.contains("群机器人的地址不能使用") && page.contains("value=\"群\""), "{address}: {page}");
    }
    let page = add(&mut administrator, "内网", "wecom", "https://10.0.0.1/send", &[]).await;
    let at = page.find("name=\"robot\" value=\"").unwrap() + 20;
    let test = [("deed", "test"), ("robot", &page[at..at + 36])];
    let page = administrator.post("/admin/notices/robots", &test).await;
    assert!(page.body.contains("地址在内部网络"), "{}", page.body);
    assert!(add(&mut administrator, "内网", "wecom", "https://10.0.0.2/", &[]).await.contains("已有同名的"));
    let mut auditor = story.site.signed_in("auditor").await;
    assert_eq!(auditor.get("/admin/notices").await.status, StatusCode::OK);
    let refused = auditor.post("/admin/notices/robots", &[("deed", "add")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
