-- Who wrote an article, as it states; several are divided by "; ". It makes no other edition: articles that came before have none until they
-- are added again.
ALTER TABLE articles ADD COLUMN author TEXT;
