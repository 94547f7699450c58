//! Mail: through a server of the operator's, here one that writes down what it is told.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};

use footfall_tests::{DEADLINE, Person, Server, must, wait_until};
use serde_json::json;

const PATH: &str = "/api/v1/sites/shop/alerts";

/// A server of mail that takes all of it. One thread, as one client comes at a time.
pub(crate) struct Post {
    pub(crate) port: u16,
    received: Receiver<String>,
}

impl Post {
    pub(crate) fn open() -> Self {
        let socket = must(TcpListener::bind("127.0.0.1:0"), "a port");
        let port = must(socket.local_addr(), "its number").port();
        let (sender, received) = channel();
        std::thread::spawn(move || {
            for stream in socket.incoming().flatten() {
                // A client that hangs up has said what it said.
                let _gone = converse(stream, &sender).is_err();
            }
        });
        Self { port, received }
    }

    /// A message as it was sent, with who it is from and for.
    pub(crate) fn message(&self) -> String {
        let message = must(self.received.recv_timeout(DEADLINE), "a message");
        // Lines that were broken for the way.
        message.replace("=\r\n", "").replace("=3D", "=")
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.received.try_recv().is_err()
    }
}

fn converse(stream: TcpStream, sender: &Sender<String>) -> std::io::Result<()> {
    let mut to = stream.try_clone()?;
    let mut lines = BufReader::new(stream).lines();
    to.write_all(b"220 post\r\n")?;
    let mut envelope = String::new();
    while let Some(line) = lines.next().transpose()? {
        let answer = match line.get(..4).unwrap_or_default() {
            "EHLO" => "250-post\r\n250 8BITMIME\r\n",
            "QUIT" => return to.write_all(b"221 bye\r\n"),
            "DATA" => {
                to.write_all(b"354 go on\r\n")?;
                let mut message = std::mem::take(&mut envelope);
                for line in lines.by_ref() {
                    match &*line? {
                        "." => break,
                        line => message.push_str(&format!("{line}\r\n")),
                    }
                }
                let _over = sender.send(message).is_err();
                "250 taken\r\n"
            }
            _ => {
                envelope.push_str(&format!("{line}\r\n"));
                "250 fine\r\n"
            }
        };
        to.write_all(answer.as_bytes())?;
    }
    Ok(())
}

#[test]
fn a_test_arrives_by_mail() {
    let post = Post::open();
    let url = format!("smtp://127.0.0.1:{}", post.port);
    let server = Server::with(&["--smtp-url", &url, "--mail-from", "Stats <stats@shop.example>"]);
    server.shop("shop");
    let owner = Person::first(&server);
    let added = owner.post(PATH, &json!({ "mail": { "address": "you@shop.example" } }));
    let id = added.json()["id"].clone();
    assert_eq!(owner.post(&format!("{PATH}/test"), &json!({ "id": id })).status, 202);
    let message = post.message();
    for part in [
        "MAIL FROM:<stats@shop.example>",
        "RCPT TO:<you@shop.example>",
        "Subject: shop: A test",
        "multipart/alternative",
        "<p>Summaries and alerts arrive here.</p>",
    ] {
        assert!(message.contains(part), "{part}: {message}");
    }
    wait_until("its mark", || owner.get(PATH).json()["notices"][0]["sent_at_ms"].as_i64());
    assert_eq!(owner.get(PATH).json()["has_mail"], true);
}

#[test]
fn without_a_server_of_mail_it_says_so() {
    let server = Server::start();
    server.shop("shop");
    let owner = Person::first(&server);
    assert_eq!(owner.get(PATH).json()["has_mail"], false);
    let added = owner.post(PATH, &json!({ "mail": { "address": "you@shop.example" } }));
    let id = added.json()["id"].clone();
    assert_eq!(owner.post(&format!("{PATH}/test"), &json!({ "id": id })).status, 202);
    let error = wait_until("its failure", || {
        let error = owner.get(PATH).json()["notices"][0]["error"].clone();
        (error != "").then_some(error).filter(serde_json::Value::is_string)
    });
    assert_eq!(error, "this server has no smtp_url");
}

#[test]
fn a_wrong_setting_is_told_at_the_start_without_its_password() {
    let dir = footfall_tests::TestDir::default();
    for (flags, word) in [
        (vec!["--smtp-url", "nonsense:secret@"], "mail_from"),
        (vec!["--smtp-url", "nonsense:secret@", "--mail-from", "a@b.example"], "smtp_url"),
        (vec!["--smtp-url", "smtp://a:secret@b", "--mail-from", "nobody"], "mail_from"),
    ] {
        let all = [&["serve", "--listen", "127.0.0.1:0"], &*flags].concat();
        let refused = footfall_tests::footfall(&dir.data(), &all);
        assert!(!refused.success && refused.stderr.contains(word), "{}", refused.stderr);
        assert!(!refused.stderr.contains("secret"), "{}", refused.stderr);
    }
}
