"""What a stand consists of: profiles, the table of services, and the configurations that are generated from it."""
