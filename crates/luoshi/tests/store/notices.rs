//! Notices, what carries them, and robots.

use luoshi::store::{About, Channel, Delivery, DeliveryState, Facts, Notice, Robot, RobotKind};
use policy::supervise::WhenNotice;

use super::*;

fn notice(id: &str, receiver: &str, key: &str, delivery: Option<&str>) -> Notice {
    let about = About::Duty { commitment: "c1".into(), year: 2025 };
    let day = "2025-04-30".parse().unwrap();
    let (rule, unit, when) = ("due_now".into(), "finance".into(), WhenNotice::Due);
    Notice {
        id: id.into(),
        receiver: receiver.into(),
        subject: "d1".into(),
        key: key.into(),
        facts: Facts { rule, when, of: day, day, colour: None, unit, about },
        made_at: at("2025-04-30T02:00:00Z"),
        read_at: None,
        delivery: delivery.map(str::to_owned),
    }
}

on_both!(nobody_is_told_the_same_thing_twice, store => {
    let mut write = store.write().await.unwrap();
    assert!(write.add_notice(&notice("n1", "p1", "due_now:2025-04-30", None)).await.unwrap());
    assert!(!write.add_notice(&notice("n2", "p1", "due_now:2025-04-30", None)).await.unwrap());
    assert!(write.add_notice(&notice("n3", "p1", "due_past:2025-04-30", None)).await.unwrap());
    assert!(write.add_notice(&notice("n4", "p2", "due_now:2025-04-30", None)).await.unwrap());
    assert_eq!(write.read_notices("p2", Some("n1"), at("2025-05-01T00:00:00Z")).await.unwrap(), 0, "of somebody else");
    assert_eq!(write.read_notices("p1", Some("n3"), at("2025-05-01T00:00:00Z")).await.unwrap(), 1);
    let (rows, total, unread) = write.notices_to("p1", 0, 9).await.unwrap();
    assert_eq!((rows.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), total, unread), (vec!["n1", "n3"], 2, 1));
    assert_eq!(rows[0], notice("n1", "p1", "due_now:2025-04-30", None));
    assert_eq!(write.read_notices("p1", None, at("2025-05-01T00:00:00Z")).await.unwrap(), 1);
    assert_eq!((write.unread("p1").await.unwrap(), write.unread("p2").await.unwrap()), (0, 1));
    assert_eq!(write.notices_on("2025-04-30".parse().unwrap()).await.unwrap().len(), 3);
    assert!(write.told().await.unwrap().contains(&("p2".into(), "d1".into(), "due_now:2025-04-30".into())));
    assert!(write.add_person(&person("p1", "li")).await.unwrap());
    for (letters, without) in [(false, 1), (false, 1), (true, 0)] {
        write.set_letters("p1", letters).await.unwrap();
        assert_eq!(write.without_letters().await.unwrap().len(), without);
    }
});

on_both!(a_delivery_is_taken_once_and_what_was_on_its_way_is_found, store => {
    let delivery = |id: &str| Delivery {
        id: id.into(),
        channel: Channel::Mail,
        receiver: "p1".into(),
        state: DeliveryState::Waiting,
        not_before: at("2025-04-30T00:00:00Z"),
        attempts: 0,
        error: String::new(),
        made_at: at("2025-04-30T00:00:00Z"),
        tried_at: None,
    };
    let mut write = store.write().await.unwrap();
    write.add_delivery(&delivery("l1")).await.unwrap();
    assert_eq!(write.fresh_delivery("p1").await.unwrap().as_deref(), Some("l1"));
    assert_eq!(write.deliveries(DeliveryState::Waiting).await.unwrap(), [delivery("l1")]);
    write.add_notice(&notice("n1", "p1", "due_now:2025-04-30", Some("l1"))).await.unwrap();
    assert_eq!(write.notices_in("l1").await.unwrap().len(), 1);
    let now = at("2025-04-30T02:00:00Z");
    assert!(write.take_delivery("l1", now).await.unwrap() && !write.take_delivery("l1", now).await.unwrap());
    assert_eq!(write.fresh_delivery("p1").await.unwrap(), None);
    assert_eq!(write.move_deliveries(DeliveryState::Sending, DeliveryState::Unknown).await.unwrap(), 1);
    let mut found = write.deliveries(DeliveryState::Unknown).await.unwrap().remove(0);
    assert_eq!((found.attempts, found.tried_at), (1, Some(now)));
    found.state = DeliveryState::Closed;
    assert!(!write.set_delivery(&found, DeliveryState::Failed).await.unwrap(), "seen as something else");
    assert!(write.set_delivery(&found, DeliveryState::Unknown).await.unwrap());
    assert_eq!(write.count_deliveries().await.unwrap(), [(DeliveryState::Closed, 1)]);
});

on_both!(robots_have_names_of_their_own_and_leave_once, store => {
    let robot = |id: &str, name: &str| Robot {
        id: id.into(),
        name: name.into(),
        kind: RobotKind::Dingtalk,
        language: Language::Chinese,
        sealed: "sealed1:00".into(),
        shown: "oapi.example …1234".into(),
        units: ["finance".to_owned()].into(),
        whens: [WhenNotice::Slip].into(),
        version: 1,
    };
    let mut write = store.write().await.unwrap();
    assert!(write.add_robot(&robot("r1", "群")).await.unwrap());
    assert!(!write.add_robot(&robot("r2", "群")).await.unwrap());
    assert_eq!(write.robots().await.unwrap(), [robot("r1", "群")]);
    assert!(!write.remove_robot("r1", 2).await.unwrap() && write.remove_robot("r1", 1).await.unwrap());
    assert_eq!(write.robots().await.unwrap(), []);
});
