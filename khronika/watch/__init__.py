"""Watching the news: lists of articles are asked again and again, articles fetched, coded, merged, and people told.

`plan` is what a person wants, `planfile` reads it from `sources.toml`. `fetch` asks other people's servers, with `address` (which ones may
be asked), `body` (how much is taken), `robots` and `hosts` (politeness). `lists` reads feeds and site maps, `rounds` goes on for weeks,
`alerts` and `deliver` tell people. What was seen and when to ask again is in the chronicle (`store.watching`, `store.outbox`).
"""
