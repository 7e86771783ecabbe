"""Who is signed in, for which organisation, with which rights?"""
