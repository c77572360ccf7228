"""Pages by audience: each module is a blueprint with its own decorator and template folder."""
