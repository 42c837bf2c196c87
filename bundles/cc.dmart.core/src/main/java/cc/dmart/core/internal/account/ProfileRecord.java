package cc.dmart.core.internal.account;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.User;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.form.WireForm;
import java.util.List;

/** The reply of {@code GET /user/profile} ({@code http-api.md} 3.5). */
final class ProfileRecord {
    private static final List<String> WHEN_SET = List.of("email", "msisdn", "displayname", "description", "payload");

    private ProfileRecord() {}

    static WireRecord of(StoredEntry entry, JsonObject permissions, List<StoredEntry> avatars) {
        User user = new User(entry.entry());
        JsonObject all = WireForm.fields(entry, true);
        JsonObject.Builder out = JsonObject.builder();
        WHEN_SET.forEach(name -> all.get(name).ifPresent(v -> out.put(name, v)));
        out.put("type", user.type().wire())
                .put("language", user.language().wire())
                .put("is_email_verified", user.isEmailVerified())
                .put("is_msisdn_verified", user.isMsisdnVerified())
                .put("force_password_change", user.forcePasswordChange())
                .put("roles", JsonArray.ofStrings(user.roles()))
                .put("groups", JsonArray.ofStrings(user.groups()))
                .put("permissions", permissions);
        WireRecord record = WireRecord.of(
                entry.at().type(), user.name(), entry.at().subpath().wire(), out.build());
        return record.withUuid(entry.entry().uuid()).withAttachments(WireForm.attachments(avatars, true));
    }
}
