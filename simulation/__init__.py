"""A made-up caseload, drawn from what the inspectorate found in 2023, in the form that `throughcare adopt` takes."""
