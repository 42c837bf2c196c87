package cc.dmart.auth.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AuthConfigTest {
    @Test
    void defaultsAreThoseOfTheSpecification() {
        TreeMap<String, String> defaults = new TreeMap<>();
        for (Method method : AuthConfig.class.getDeclaredMethods()) {
            defaults.put(method.getName(), String.valueOf(method.getDefaultValue()));
        }
        assertThat(defaults.toString())
                .isEqualTo("{auth_rate_limit_per_minute=10, data=null, jwt_access_expires=2592000, jwt_algorithm=HS256,"
                        + " jwt_secret=AUTOGEN, jwt_secret_previous=, lockout_mode=timed, lockout_seconds=900,"
                        + " logout_on_pwd_change=true, max_failed_login_attempts=5, max_sessions_per_user=5,"
                        + " password_hash_concurrency=0, session_inactivity_ttl=0, session_max_lifetime=0}");
    }
}
