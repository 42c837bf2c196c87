package cc.dmart.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of the earlier {@code config.json}, its sources and its secrets ({@code plugins-events.md} 1.4, 2.7; A18, A20). */
class DefinitionsTest {
    @TempDir
    Path folder;

    private static JsonObject json(String text) {
        return (JsonObject) JsonCodec.parse(text.replace('\'', '"'));
    }

    @Test
    void aFileWinsOverTheJarMemberByMember() {
        JsonObject jar =
                json("{'ordinal':1,'filters':{'actions':['create'],'subpaths':['a']},'attributes':{'x':1,'y':2}}");
        JsonObject file = json("{'ordinal':2,'filters':{'actions':['update']},'attributes':{'y':3}}");
        assertThat(Definitions.over(jar, file))
                .isEqualTo(json(
                        "{'ordinal':2,'filters':{'actions':['update'],'subpaths':['a']},'attributes':{'x':1,'y':3}}"));
    }

    @Test
    void theEnvironmentWinsOverTheFile() {
        JsonObject config = json("{'attributes':{'threshold':5,'name':'a'}}");
        JsonObject out = Definitions.ofEnvironment(
                "stock-alert", config, Map.of("DMART_PLUGIN_STOCK_ALERT_NAME", "b", "DMART_PLUGIN_OTHER_NAME", "c"));
        assertThat(Definitions.over(config, out)).isEqualTo(json("{'attributes':{'threshold':5,'name':'b'}}"));
        assertThat(Definitions.ofEnvironment("x", config, Map.of())).isEqualTo(JsonObject.EMPTY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true | true",
                "false | false",
                "['a', 'b'] | ",
                "{'type': 'service_account', 'private_key': 'hush'} | ",
                "12345 | ",
                "null | ",
                "[draft] | ",
                "plain | ",
            })
    void aVariableOrFileIsATextUnlessItIsTrueOrFalse(String variable, @Nullable String expected) throws IOException {
        String value = variable.replace('\'', '"');
        JsonValue key = expected == null ? new JsonString(value) : JsonBool.of(Boolean.parseBoolean(expected));
        JsonObject wanted = JsonObject.builder()
                .put("attributes", JsonObject.builder().put("key", key).build())
                .build();
        assertThat(Definitions.ofEnvironment("p", JsonObject.EMPTY, Map.of("DMART_PLUGIN_P_KEY", value)))
                .isEqualTo(wanted);
        assertThat(Definitions.filled(json("{'attributes':{'key':'${env:V}'}}"), Map.of("V", value)))
                .isEqualTo(wanted);
        Path file = Files.writeString(folder.resolve("value"), value + "\n");
        assertThat(Definitions.filled(json("{'attributes':{'key':'${file:" + file + "}'}}"), Map.of()))
                .isEqualTo(wanted);
    }

    @Test
    void aVariableHasTheTypeOfWhatItTakesThePlaceOf() {
        JsonObject config = json("{'attributes':{'number':5,'text':'x','flag':false,'list':['a'],'tree':{},'none':null,"
                + "'other':['a'],'digits':['a']}}");
        Map<String, String> environment = Map.of(
                "DMART_PLUGIN_P_NUMBER", "7",
                "DMART_PLUGIN_P_TEXT", "true",
                "DMART_PLUGIN_P_FLAG", "true",
                "DMART_PLUGIN_P_LIST", "[\"b\", 1]",
                "DMART_PLUGIN_P_TREE", "{\"x\": 1}",
                "DMART_PLUGIN_P_NONE", "null",
                "DMART_PLUGIN_P_OTHER", "{}",
                "DMART_PLUGIN_P_DIGITS", "7");
        assertThat(Definitions.over(config, Definitions.ofEnvironment("p", config, environment)))
                .isEqualTo(json("{'attributes':{'number':7,'text':'true','flag':true,'list':['b',1],'tree':{'x':1},"
                        + "'none':'null','other':'{}','digits':'7'}}"));
    }

    @Test
    void placeholdersAreFilledIn() throws IOException {
        Path secret = Files.writeString(folder.resolve("key"), "from a file\n");
        JsonObject config = json("{'a':'${env:KEY} and ${file:" + secret + "}','b':[{'c':'${env:KEY}'}],'d':7}");
        assertThat(Definitions.filled(config, Map.of("KEY", "k$1")))
                .isEqualTo(json("{'a':'k$1 and from a file','b':[{'c':'k$1'}],'d':7}"));
        assertThat(Definitions.filled(
                        json("{'a':'${env:KEY}${env:NONE}','b':' ${env:KEY}'}"), Map.of("KEY", "true", "NONE", "")))
                .as("parts of a text are text")
                .isEqualTo(json("{'a':'true','b':' true'}"));
        assertThatThrownBy(() -> Definitions.filled(config, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("the variable KEY is not set");
    }

    @Test
    void secretsAreMaskedWhereverTheyStand() {
        JsonObject shown = Definitions.masked(json("{'url':'u','secret':'s','headers':{'X-Auth':'h','api_key':'k'},"
                + "'attributes':{'ldap_pass':'p','db_password':'q','token':['t'],'threshold':5}}"));
        assertThat(JsonCodec.writeString(shown))
                .doesNotContain("\"s\"", "\"k\"", "\"p\"", "\"q\"", "\"t\"")
                .contains("\"threshold\":5", "\"url\":\"u\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'headers':{'X-Whatever':'hush'}}",
                "{'attributes':{'headers':{'Accept':['hush']}}}",
                "{'authorization':'hush'}",
                "{'Cookie':'hush'}",
                "{'credential':'hush'}",
                "{'credentials':{'user':'hush','more':{'x':'hush'}}}",
                "{'passphrase':'hush'}",
                "{'api-key':'hush'}",
                "{'apiKey':'hush'}",
                "{'clientSecret':'hush'}",
                "{'db.password':'hush'}",
                "{'API_TOKENS':['hush']}",
                "{'url':'https://lina:hush@example.com/x'}",
                "{'urls':['ldap://hush@a/','b']}",
                "{'url':'https://example.com/x?a=b&api_key=hush'}",
                "{'url':'https://example.com/x?sig=hush&a=b#c'}",
                "{'attributes':{'to':'see https://example.com/?X-Token=hush for it'}}",
                "{'targets':[{'name':'a','secret':'hush'},[{'token':'hush'}]]}",
            })
    void noSecretIsShown(String config) {
        assertThat(JsonCodec.writeString(Definitions.masked(json(config))))
                .doesNotContain("hush")
                .contains("******");
    }

    @Test
    void whatIsNoSecretIsShown() {
        JsonObject config =
                json("{'url':'https://example.com/a@b?c=d&postcode=e','keyboard':'a','author':'lina','monkey':'x',"
                        + "'mail':'lina@example.com','headers':null,'list':[1,'a',{'b':true}]}");
        assertThat(Definitions.masked(config)).isEqualTo(config);
    }

    @Test
    void attributesReachConfigAdmin() {
        Dictionary<String, Object> out = Definitions.properties(
                json(
                        "{'ordinal':1,'attributes':{'text':'a','number':5,'flag':true,'list':['a','b'],'tree':{'x':1},'none':null}}"));
        assertThat(out.get("text")).isEqualTo("a");
        assertThat(out.get("number")).isEqualTo("5");
        assertThat(out.get("flag")).isEqualTo(true);
        assertThat((String[]) out.get("list")).containsExactly("a", "b");
        assertThat(out.get("tree")).isEqualTo("{\"x\":1}");
        assertThat(out.size()).isEqualTo(5);
    }

    @Test
    void attributesReachTheMethodsOfAnAnnotation() {
        Dictionary<String, Object> out =
                Definitions.properties(json("{'attributes':{'notify_owner_on':['a'],'a_b':1,'a.b':2,'c.d':3}}"));
        assertThat((String[]) out.get("notify.owner.on")).containsExactly("a");
        assertThat((String[]) out.get("notify_owner_on")).containsExactly("a");
        assertThat(out.get("a_b")).isEqualTo("1");
        assertThat(out.get("a.b")).as("what is said itself wins").isEqualTo("2");
        assertThat(out.size()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | it is not JSON: JSON decode error at byte 1",
                "{'a':x} | it is not JSON: JSON decode error at byte",
                "[] | it is not JSON: Input should be an object",
                "{'type':'webhook'} | a webhook needs a url",
                "{'type':'webhook','url':'ftp://x'} | begins with http",
                "{'filters':[]} | filters is an object",
            })
    void whatIsNoDefinitionSaysWhy(String text, String why) {
        byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Definitions.parse(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    @Test
    void grantsAndSwitchesOutliveTheServer() {
        StateFiles state = new StateFiles(folder);
        assertThat(state.grants("p")).isEmpty();
        state.grant("p", Set.of("before_hooks"));
        state.disable("q", true);
        state.disable("r", true);
        state.disable("r", false);
        StateFiles again = new StateFiles(folder);
        assertThat(again.grants("p")).contains(Set.of("before_hooks"));
        assertThat(again.grants("other")).isEmpty();
        assertThat(again.isDisabled("q")).isTrue();
        assertThat(again.isDisabled("r")).isFalse();
    }

    @Test
    void whatCannotBeWrittenDoesNotCount() throws IOException {
        StateFiles state = new StateFiles(Files.createFile(folder.resolve("no-folder")));
        assertThatThrownBy(() -> state.grant("p", Set.of("network"))).isInstanceOf(DmartException.Unavailable.class);
        assertThat(state.grants("p")).isEmpty();
        assertThatThrownBy(() -> state.disable("p", true)).isInstanceOf(DmartException.Unavailable.class);
        assertThat(state.isDisabled("p")).isFalse();
    }
}
