package cc.dmart.auth.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AuthConfigTest {
    @Test
    void defaultsAreThoseOfTheSpecification() {
        TreeMap<String, String> defaults = new TreeMap<>();
        for (Method method : AuthConfig.class.getDeclaredMethods()) {
            Object value = method.getDefaultValue();
            defaults.put(
                    method.getName(),
                    value instanceof String[] list ? List.of(list).toString() : String.valueOf(value));
        }
        assertThat(defaults.toString())
                .isEqualTo(
                        "{address_change_needs_password=false, allow_otp_resend_after=60, app_env=production, app_url=, apple_client_id=,"
                                + " apple_client_secret=, apple_oath_callback=, auth_rate_limit_per_minute=10, breached_passwords=,"
                                + " data=null, deleted_shortname_hold_days=365, facebook_client_id=, facebook_client_secret=,"
                                + " facebook_oath_callback=, google_client_id=, google_client_secret=, google_oath_callback=,"
                                + " invitation_link=, invitation_ttl=172800,"
                                + " is_otp_for_create_required=true, is_registrable=true, jwt_access_expires=2592000,"
                                + " jwt_algorithm=HS256, jwt_secret=AUTOGEN, jwt_secret_previous=,"
                                + " jwt_secret_previous_grace_s=0, lockout_mode=timed, lockout_seconds=900,"
                                + " logout_on_pwd_change=true, management_space=management, max_failed_login_attempts=5,"
                                + " max_sessions_per_user=5, message_templates=, mock_otp_code=123456, mock_smpp_api=false, mock_smtp_api=false,"
                                + " otp_strict_purpose=true, otp_token_ttl=300, password_composition=true,"
                                + " password_hash_concurrency=0, phone_login_codes=true,"
                                + " registration_default_roles=[], reset_disables_password=false, return_invitations=false,"
                                + " second_factor_required=false, session_inactivity_ttl=0,"
                                + " session_max_lifetime=0, social_endpoints=[], social_login_allowed=true, url_shorter_expires=3600,"
                                + " user_profile_payload_protected_fields=[]}");
    }
}
