//! Receivers on this machine: a server for mail that keeps letters, and one that plays the robot of a group.

use std::sync::{Arc, Mutex};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

/// What the server for mail does with a letter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Takes,
    /// It answers so to the receiver.
    Says(&'static str),
    /// It takes the letter and breaks off before it says so.
    BreaksOff,
}

/// A server for mail.
#[derive(Clone)]
pub struct MailSink {
    pub port: u16,
    pub mood: Arc<Mutex<Mood>>,
    letters: Arc<Mutex<Vec<String>>>,
}

impl MailSink {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (mood, letters) = (Arc::new(Mutex::new(Mood::Takes)), Arc::default());
        let sink = Self { port: listener.local_addr().unwrap().port(), mood, letters };
        let serving = sink.clone();
        tokio::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(line));
            }
        });
        sink
    }

    pub fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// What came so far: headers as they were, text in clear.
    pub fn letters(&self) -> Vec<String> {
        self.letters.lock().unwrap().iter().map(|letter| clear(letter)).collect()
    }

    async fn serve(self, line: TcpStream) {
        let (read, mut write) = line.into_split();
        let mut read = BufReader::new(read);
        write.write_all(b"220 sink ESMTP\r\n").await.unwrap();
        let mut asked = String::new();
        while read.read_line(&mut asked).await.unwrap_or(0) > 0 {
            let mood = *self.mood.lock().unwrap();
            let answer = match asked.split_whitespace().next().unwrap_or_default().to_uppercase().as_str() {
                "EHLO" => "250-sink\r\n250 8BITMIME".to_owned(),
                "RCPT" => match mood {
                    Mood::Says(answer) => answer.to_owned(),
                    _ => "250 fine".to_owned(),
                },
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await.unwrap();
                    let mut letter = String::new();
                    while !letter.ends_with("\r\n.\r\n") {
                        read.read_line(&mut letter).await.unwrap();
                    }
                    self.letters.lock().unwrap().push(letter);
                    if mood == Mood::BreaksOff {
                        return;
                    }
                    "250 taken".to_owned()
                }
                "QUIT" => "221 bye".to_owned(),
                _ => "250 fine".to_owned(),
            };
            write.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
            asked.clear();
        }
    }
}

fn clear(letter: &str) -> String {
    let (head, body) = letter.split_once("\r\n\r\n").unwrap();
    let packed: String = body.trim_end_matches("\r\n.\r\n").split_whitespace().collect();
    let text = match STANDARD.decode(packed) {
        Ok(bytes) if head.contains("base64") => String::from_utf8(bytes).unwrap(),
        _ => body.replace("=\r\n", ""),
    };
    format!("{head}\n\n{text}")
}

/// What a robot was sent.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Path and query.
    pub path: String,
    pub body: serde_json::Value,
}

/// Robots of groups, which all answer the same.
#[derive(Clone)]
pub struct GroupSink {
    pub port: u16,
    answer: Arc<Mutex<(u16, &'static str)>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl GroupSink {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let answer = Arc::new(Mutex::new((200, r#"{"errcode":0,"errmsg":"ok"}"#)));
        let sink = Self { port: listener.local_addr().unwrap().port(), answer, asked: Arc::default() };
        let serving = sink.clone();
        tokio::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(line));
            }
        });
        sink
    }

    pub fn says(&self, status: u16, answer: &'static str) {
        *self.answer.lock().unwrap() = (status, answer);
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    async fn serve(self, line: TcpStream) {
        let (read, mut write) = line.into_split();
        let mut read = BufReader::new(read);
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let from = head.len();
            if read.read_line(&mut head).await.unwrap_or(0) == 0 {
                return;
            }
            let line = head[from..].trim().to_lowercase();
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        read.read_exact(&mut body).await.unwrap();
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        self.asked.lock().unwrap().push(Asked { path, body: serde_json::from_slice(&body).unwrap() });
        let (status, answer) = *self.answer.lock().unwrap();
        let answer = format!(
            "HTTP/1.1 {status} so\r\ncontent-length: {}\r\nconnection: close\r\nlocation: /elsewhere\r\n\r\n{answer}",
            answer.len()
        );
        write.write_all(answer.as_bytes()).await.unwrap();
    }
}
