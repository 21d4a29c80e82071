//! Templates to choose from.

use askama::Template;
use axum::response::Html;
use policy::document::Subject;

use crate::{
    services::document::offered,
    web::{
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
    },
    words::word,
};

#[derive(Template)]
#[template(path = "documents/list.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    templates: Vec<Offered>,
}

struct Offered {
    id: String,
    title: String,
    purpose: String,
    subject: String,
}

pub(in crate::web) async fn show(visit: Visit) -> Result<Html<String>, Trouble> {
    let page = Page::new(&visit, "documents-title");
    let (pack, caller, words) = (&visit.app.workspace.pack, visit.caller()?, page.words());
    let mut templates: Vec<_> = offered(pack, caller).collect();
    templates.sort_by_key(|template| (template.about.subject != Subject::Plan, template.about.subject));
    let templates = templates.into_iter().map(|template| Offered {
        id: template.id.clone(),
        title: template.about.title.get(words.0).to_owned(),
        purpose: template.about.purpose.get(words.0).to_owned(),
        subject: word(words, "subject", &template.about.subject),
    });
    Ok(html(&Show { page: &page, templates: templates.collect() }))
}
