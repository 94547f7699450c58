//! The disk: full, read-only, broken.

use footfall_tests::{ANY_RATE, Progress, Server, Shop, SmallDisk, Strace, TestDir, under_load};

const SHOPPERS: usize = 4;

/// Shoppers send before, during and after; the server is not touched.
#[track_caller]
fn check_recovers(server: &Server, shop: &Shop, during: impl FnOnce(&Progress)) {
    let ((), ledger) = under_load(shop, SHOPPERS, |progress| {
        progress.wait_acknowledged(50);
        during(progress);
        progress.wait_acknowledged(50);
    });
    ledger.settle(shop);
    let doctor = server.command(&["doctor"]);
    assert!(doctor.stdout.contains("ok\tintegrity\twhole"), "{doctor:?}");
}

#[test]
fn a_full_disk_refuses_and_once_there_is_room_all_goes_on() {
    let _machine = super::beside_others();
    let dir = TestDir::default();
    let disk = SmallDisk::mount(&dir.data(), 8);
    let server = Server::on(&dir.data(), &ANY_RATE);
    let shop = server.shop("shop");
    check_recovers(&server, &shop, |progress| match &disk {
        Some(disk) => {
            disk.fill();
            progress.wait_refused(20);
            disk.free();
        }
        // Without root, the system only says that it is full.
        None => {
            let full = Strace::failing(&server, "pwrite64", "ENOSPC");
            progress.wait_refused(20);
            drop(full);
        }
    });
    if let Some(disk) = &disk {
        // Full when it is killed, too: what is on it is enough to start, as soon as there is any room.
        disk.fill();
        server.kill();
        disk.free();
        let server = Server::on(&dir.data(), &ANY_RATE);
        check_recovers(&server, &server.shop("after"), |_| ());
    }
}

#[test]
fn a_disk_that_fails_refuses_and_once_it_works_all_goes_on() {
    let _machine = super::beside_others();
    let server = Server::with(&ANY_RATE);
    for (place, (calls, error)) in [
        // Read-only, as a kernel makes a disk that it no longer trusts.
        ("pwrite64,ftruncate", "EROFS"),
        ("pwrite64", "EIO"),
        ("fsync,fdatasync", "EIO"),
        // Nothing can be read, either.
        ("pread64,pwrite64,fsync,fdatasync,ftruncate", "EIO"),
    ]
    .into_iter()
    .enumerate()
    {
        let shop = server.shop(&format!("shop-{place}"));
        check_recovers(&server, &shop, |progress| {
            let fault = Strace::failing(&server, calls, error);
            progress.wait_refused(20);
            drop(fault);
        });
    }
}

#[test]
fn a_server_killed_while_its_disk_failed_starts_with_all_it_acknowledged() {
    let _machine = super::beside_others();
    let dir = TestDir::default();
    let server = Server::on(&dir.data(), &ANY_RATE);
    let shop = server.shop("shop");
    let ((), ledger) = under_load(&shop, SHOPPERS, |progress| {
        progress.wait_acknowledged(50);
        let fault = Strace::failing(&server, "fsync,fdatasync", "EIO");
        progress.wait_refused(20);
        server.signal(rustix::process::Signal::KILL);
        drop(fault);
    });
    drop(server);
    let server = Server::on(&dir.data(), &ANY_RATE);
    ledger.settle(&shop.behind(&server));
}
