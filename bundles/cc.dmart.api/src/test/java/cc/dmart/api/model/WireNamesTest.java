package cc.dmart.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of storage.md 2.1 to 2.9, pinned. */
class WireNamesTest {

    static Stream<Arguments> enums() {
        return Stream.of(
                Arguments.of(
                        ResourceType.values(),
                        "user group folder schema content log acl comment media data_asset locator relationship alteration"
                                + " history space permission role ticket json lock post reaction reply share plugin_wrapper"
                                + " notification csv jsonl sqlite duckdb parquet"),
                Arguments.of(
                        ContentType.values(),
                        "text comment reaction markdown html json image_jpeg image_png image_svg image_gif image_webp python"
                                + " pdf audio video csv parquet jsonl apk duckdb sqlite"),
                Arguments.of(
                        ActionType.values(),
                        "query view update create delete attach assign move progress_ticket lock unlock"),
                Arguments.of(RequestType.values(), "create update patch replace update_acl assign delete move"),
                Arguments.of(ConditionType.values(), "is_active own"),
                Arguments.of(Language.values(), "arabic english kurdish french turkish"),
                Arguments.of(UserType.values(), "web mobile bot"),
                Arguments.of(LockAction.values(), "fetch lock extend unlock cancel"),
                Arguments.of(NotificationType.values(), "admin system"),
                Arguments.of(NotificationPriority.values(), "high medium low"),
                Arguments.of(PluginType.values(), "hook api"),
                Arguments.of(ListenTime.values(), "before after"),
                Arguments.of(ReactionType.values(), "like dislike love care laughing sad"),
                Arguments.of(ValidationStatus.values(), "valid invalid"),
                Arguments.of(SortType.values(), "ascending descending"),
                Arguments.of(
                        QueryType.values(),
                        "search subpath events history tags random spaces counters reports aggregation attachments"
                                + " attachments_aggregation"));
    }

    @ParameterizedTest
    @MethodSource("enums")
    void wireValuesAreThoseOfTheContract(WireName[] values, String wire) {
        assertThat(Stream.of(values).map(WireName::wire)).containsExactly(wire.split(" "));
    }

    @Test
    void aliasesReadButAreNeverWritten() {
        assertThat(ContentType.of("image")).contains(ContentType.IMAGE_JPEG);
        assertThat(ContentType.of("imageSVG")).contains(ContentType.IMAGE_SVG);
        assertThat(Language.of("ku")).contains(Language.KURDISH);
        assertThat(Language.KURDISH.wire()).isEqualTo("kurdish");
        assertThat(ResourceType.of("Content")).isEmpty();
    }

    @Test
    void everyTypeIsAnEntryAnAttachmentOrNeitherButNeverBoth() {
        assertThat(Stream.of(ResourceType.values())
                        .filter(ResourceType::isEntry)
                        .map(ResourceType::wire))
                .containsExactlyInAnyOrder(
                        "user",
                        "group",
                        "folder",
                        "schema",
                        "content",
                        "log",
                        "space",
                        "permission",
                        "role",
                        "ticket",
                        "post",
                        "notification");
        assertThat(ResourceType.values()).noneMatch(t -> t.isEntry() && t.isAttachment());
        assertThat(ResourceType.COMMENT.isAttachment()).isTrue();
        assertThat(ResourceType.HISTORY.isAttachment() || ResourceType.HISTORY.isEntry())
                .isFalse();
    }

    static Stream<Arguments> classes() {
        return Stream.of(
                Arguments.of(ResourceType.CONTENT, ""),
                Arguments.of(ResourceType.MEDIA, "author_locator"),
                Arguments.of(ResourceType.ALTERATION, "author_locator requested_update"),
                Arguments.of(
                        ResourceType.SPACE,
                        "root_registration_signature primary_website icon indexing_enabled capture_misses check_health"
                                + " languages mirrors hide_folders hide_space active_plugins ordinal enforce_locks strict_tickets"),
                Arguments.of(
                        ResourceType.USER,
                        "password email msisdn is_email_verified is_msisdn_verified force_password_change locked_to_device"
                                + " type roles groups device_id google_id facebook_id apple_id social_avatar_url"
                                + " linked_identities notes language last_login"),
                Arguments.of(ResourceType.GROUP, "roles"),
                Arguments.of(ResourceType.ROLE, "permissions"),
                Arguments.of(
                        ResourceType.PERMISSION,
                        "subpaths resource_types actions conditions restricted_fields allowed_fields_values"
                                + " filter_fields_values"),
                Arguments.of(
                        ResourceType.TICKET,
                        "state is_open workflow_shortname reporter collaborators resolution_reason sla"),
                Arguments.of(ResourceType.NOTIFICATION, "type priority is_read entry"));
    }

    @ParameterizedTest
    @MethodSource("classes")
    void classesHaveTheirFields(ResourceType type, String own) {
        List<String> names = List.copyOf(MetaClass.of(type).fields().keySet());
        assertThat(names.subList(0, 15))
                .containsExactly(
                        ("uuid shortname slug is_active displayname description tags created_at updated_at owner_shortname"
                                        + " owner_group_shortname payload relationships acl last_checksum_history")
                                .split(" "));
        assertThat(String.join(" ", names.subList(15, names.size()))).isEqualTo(own);
    }

    @Test
    void identityAndAccessListAreLocked() {
        assertThat(MetaClass.of(ResourceType.TICKET).fields().values().stream()
                        .filter(MetaField::locked)
                        .map(MetaField::name))
                .containsExactly(
                        "uuid",
                        "shortname",
                        "created_at",
                        "updated_at",
                        "owner_shortname",
                        "acl",
                        "last_checksum_history",
                        "sla");
    }
}
