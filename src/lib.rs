//! Parallax finds where the same data pipeline returns something else on pandas, Dask and Spark.
//!
//! Data flows one way: [`case`] reads cases, the engine runs them under a profile into a [`result`], results are compared
//! with goldens and with each other, differences are explained and reported.

pub mod axis;
pub mod cache;
pub mod case;
pub mod cli;
pub mod engine;
pub mod explain;
pub mod fuzz;
pub mod gate;
pub mod golden;
pub mod live;
pub mod made;
pub mod profile;
pub mod report;
pub mod result;
pub mod shrink;
