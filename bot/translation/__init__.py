"""Catalogues, languages and keywords: our sentences in people's languages."""
