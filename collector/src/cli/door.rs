//! The way to the data: this process where the directory is free, else the server that holds it.

use std::path::PathBuf;

use serde_json::Value;

use crate::collector::{Collector, DataLock, StartError, now_ms};
use crate::config::Config;
use crate::control::{self, ControlError, Request};

pub(super) struct Door {
    data: PathBuf,
    /// `None` where a server runs.
    here: Option<Collector>,
}

impl Door {
    pub(super) fn open(config: &Config) -> Result<Self, StartError> {
        let here = match DataLock::take(&config.data)? {
            Some(lock) => Some(Collector::start(&config.data, lock, config.limits, now_ms())?),
            None => None,
        };
        Ok(Self { data: config.data.clone(), here })
    }

    pub(super) fn ask(
        &self,
        request: Request,
        progress: &mut dyn FnMut(f64),
    ) -> Result<Value, ControlError> {
        match &self.here {
            Some(collector) => control::execute(collector, request, now_ms(), progress),
            None => control::ask(&self.data, &request, progress),
        }
    }

    /// Commits what waits.
    pub(super) fn close(self) {
        if let Some(collector) = self.here {
            collector.stop();
        }
    }
}
