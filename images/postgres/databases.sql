-- Create a database and the role that owns it, if they are missing; set the passwords of the role and of the superuser.
-- Environment: DATABASE, PASSWORD_VARIABLE (the name of the variable that holds the role's password),
-- POSTGRES_PASSWORD.
\getenv database DATABASE
\getenv variable PASSWORD_VARIABLE
\getenv superuser_password POSTGRES_PASSWORD
\getenv password :variable

SET log_statement = 'none';

SELECT format('CREATE ROLE %I LOGIN', :'database')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'database')
\gexec

SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database')
\gexec

ALTER ROLE postgres PASSWORD :'superuser_password';
ALTER ROLE :"database" PASSWORD :'password';
REVOKE ALL ON DATABASE :"database", postgres, template1 FROM PUBLIC;
