"""The pages people work from: a client of the API, in the same process, on behalf of whoever is signed in."""
