"""SQL and nothing but: engine, migrations, unit of work, and one repository per room of tables."""
