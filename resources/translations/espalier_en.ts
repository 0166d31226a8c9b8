<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>espalier::JobPanel</name>
    <message numerus="yes">
        <source>%n more waiting</source>
        <translation>
            <numerusform>%n more waiting</numerusform>
            <numerusform>%n more waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::MainWindow</name>
    <message numerus="yes">
        <source>%n job(s) were interrupted when Espalier ended last time. The queue can start them again.</source>
        <translation>
            <numerusform>%n job was interrupted when Espalier ended last time. The queue can start it again.</numerusform>
            <numerusform>%n jobs were interrupted when Espalier ended last time. The queue can start them again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What do the %n pictures show?</source>
        <translation>
            <numerusform>What does the picture show?</numerusform>
            <numerusform>What do the %n pictures show?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Make a model of each of the %n pictures?</source>
        <translation>
            <numerusform>Make a model of the picture?</numerusform>
            <numerusform>Make a model of each of the %n pictures?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Queue %n Jobs</source>
        <translation>
            <numerusform>&amp;Queue %n Job</numerusform>
            <numerusform>&amp;Queue %n Jobs</numerusform>
        </translation>
    </message>
</context>
</TS>
