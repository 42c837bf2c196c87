package cc.dmart.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A configuration is sent back as it was shown, with other things changed in it. */
class MasksTest {
    private static final String STORED = "{'secret':'s','url':'https://u:p@h/x','n':1,'headers':{'A':'a','B':'b'},"
            + "'urls':['ldap://one@h/','ldap://two@i/'],'targets':[{'name':'a','key':'k'},{'name':'b','key':'l'}],"
            + "'tokens':['t'],'attributes':{'db_password':'q','x':1}}";

    private static JsonObject json(String text) {
        return (JsonObject) JsonCodec.parse(text.replace('\'', '"'));
    }

    private static JsonObject removed(String sent) {
        return Masks.removed(
                json(sent),
                new Masks.Sources(
                        json(STORED),
                        json("{'attributes':{'jar_key':'j','tree':{'key':'k','v':1}}}"),
                        json("{'attributes':{'entry_key':'e','db_password':'other'}}")));
    }

    /** {@code what is sent | what is kept}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'secret':'******','n':2} | {'secret':'s','n':2}",
                "{'secret':'new'} | {'secret':'new'}",
                "{'url':'https://******@h/x'} | {'url':'https://u:p@h/x'}",
                "{'headers':{'A':'******','C':'c'}} | {'headers':{'A':'a','C':'c'}}",
                "{'headers':{'A':'******','B':'new'}} | {'headers':{'A':'a','B':'new'}}",
                "{'urls':['ldap://******@i/']} | {'urls':['ldap://two@i/']}",
                "{'targets':[{'name':'b','key':'******'},{'name':'c','key':'m'}]}"
                        + " | {'targets':[{'name':'b','key':'l'},{'name':'c','key':'m'}]}",
                "{'tokens':'******'} | {'tokens':['t']}",
                "{'attributes':{'db_password':'******','x':2}} | {'attributes':{'db_password':'q','x':2}}",
                "{'attributes':{'jar_key':'******','entry_key':'******','x':2}} | {'attributes':{'x':2}}",
                "{'attributes':{'tree':{'key':'******','v':1}}} | {'attributes':{}}",
                "{'attributes':{'tree':{'key':'******','v':2}}} | {'attributes':{'tree':{'key':'k','v':2}}}",
                "{'attributes':null,'n':1} | {'n':1,'attributes':null}",
                "{} | {}",
            })
    void aMaskStandsForWhatIsStored(String sent, String kept) {
        assertThat(removed(sent)).isEqualTo(json(kept));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{'attributes':{}}", "{'attributes':{'x':'plain','tree':{'v':[1,null,true]}}}", STORED})
    void whatHasNoMaskStaysAsItIs(String sent) {
        assertThat(removed(sent)).isEqualTo(json(sent));
    }

    /** {@code what is sent | the place that is named}: secrets go to no other place than they were at. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'other':'******'} | other",
                "{'url':'https://******@elsewhere/x'} | url",
                "{'headers':{'C':'******'}} | headers.C",
                "{'urls':['ldap://******@k/']} | urls",
                "{'targets':[{'name':'c','key':'******'}]} | targets",
                "{'attributes':{'nothing':'******'}} | attributes.nothing",
                "{'attributes':{'entry_key':{'x':'******'}}} | attributes.entry_key",
            })
    void aMaskThatStandsForNothingIsRefused(String sent, String place) {
        assertThatThrownBy(() -> removed(sent))
                .isInstanceOfSatisfying(
                        DmartException.Invalid.class,
                        e -> assertThat(String.join(".", e.info().get(0).strings("loc")))
                                .isEqualTo("body." + place));
    }
}
