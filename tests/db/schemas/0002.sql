BEGIN TRANSACTION;
CREATE TABLE absence (
	id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	from_date DATE NOT NULL, 
	to_date DATE NOT NULL, 
	reason VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT absence_order CHECK (from_date <= to_date), 
	CONSTRAINT absence_staff_id_known FOREIGN KEY(staff_id) REFERENCES staff (id)
);
INSERT INTO "absence" VALUES(2,2,'2026-11-20','2026-11-21','ill',1);
CREATE TABLE advice_decision (
	id INTEGER NOT NULL, 
	course_id INTEGER NOT NULL, 
	decision VARCHAR NOT NULL, 
	rule VARCHAR NOT NULL, 
	advice VARCHAR NOT NULL, 
	basis VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	local_date DATE NOT NULL, 
	at_utc BIGINT NOT NULL, 
	staff_id INTEGER, 
	actor VARCHAR NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT advice_decided CHECK (decision in ('taken', 'dismissed')), 
	CONSTRAINT advice_decision_course_id_known FOREIGN KEY(course_id) REFERENCES course (id)
);
INSERT INTO "advice_decision" VALUES(1,1,'dismissed','D25','refer_complementary','v=3;S=5','no','2026-11-20',1795200000,1,'Ana Ruiz',0);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE appointment (
	id INTEGER NOT NULL, 
	source_id VARCHAR, 
	patient_id INTEGER NOT NULL, 
	course_id INTEGER, 
	practitioner_id INTEGER, 
	room_id INTEGER, 
	local_date DATE NOT NULL, 
	minute INTEGER NOT NULL, 
	minutes INTEGER NOT NULL, 
	zone VARCHAR NOT NULL, 
	fold INTEGER NOT NULL, 
	start_utc BIGINT NOT NULL, 
	end_utc BIGINT NOT NULL, 
	status VARCHAR NOT NULL, 
	cancelled_by VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	arrived_utc BIGINT, 
	started_utc BIGINT, 
	finished_utc BIGINT, 
	squeezed BOOLEAN NOT NULL, 
	sequence INTEGER NOT NULL, 
	note VARCHAR NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT appointment_status CHECK (status in ('booked', 'confirmed', 'arrived', 'in_room', 'completed', 'cancelled', 'late_cancelled', 'no_show', 'left_unseen')), 
	CONSTRAINT ends_after_its_minutes CHECK (end_utc = start_utc + minutes * 60), 
	CONSTRAINT minutes_range CHECK (minutes between 5 and 480), 
	CONSTRAINT appointment_course_id_known FOREIGN KEY(course_id) REFERENCES course (id), 
	CONSTRAINT appointment_patient_id_known FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT appointment_practitioner_id_known FOREIGN KEY(practitioner_id) REFERENCES staff (id), 
	CONSTRAINT appointment_room_id_known FOREIGN KEY(room_id) REFERENCES room (id), 
	CONSTRAINT appointment_source_id_unique UNIQUE (source_id)
);
INSERT INTO "appointment" VALUES(1,NULL,1,1,2,NULL,'2026-11-20',480,30,'America/Los_Angeles',0,1795190400,1795192200,'arrived','','',1795200000,NULL,NULL,0,0,'',0,2);
INSERT INTO "appointment" VALUES(2,NULL,3,3,2,NULL,'2026-11-20',510,30,'America/Los_Angeles',0,1795192200,1795194000,'late_cancelled','patient','is ill',NULL,NULL,NULL,0,0,'',0,2);
INSERT INTO "appointment" VALUES(3,NULL,1,1,2,NULL,'2026-11-20',540,30,'America/Los_Angeles',0,1795194000,1795195800,'left_unseen','','',NULL,NULL,1795200000,0,0,'',0,2);
INSERT INTO "appointment" VALUES(4,NULL,3,3,2,2,'2026-11-20',570,30,'America/Los_Angeles',0,1795195800,1795197600,'completed','','',NULL,NULL,1795200000,0,0,'',0,2);
INSERT INTO "appointment" VALUES(5,NULL,1,1,2,NULL,'2026-11-20',600,30,'America/Los_Angeles',0,1795197600,1795199400,'in_room','','',NULL,NULL,NULL,0,0,'',0,2);
INSERT INTO "appointment" VALUES(6,NULL,3,3,2,NULL,'2026-11-20',630,30,'America/Los_Angeles',0,1795199400,1795201200,'cancelled','','',NULL,NULL,NULL,0,0,'',0,1);
INSERT INTO "appointment" VALUES(7,NULL,1,1,2,NULL,'2026-11-20',660,30,'America/Los_Angeles',0,1795201200,1795203000,'booked','','',NULL,NULL,NULL,0,0,'',0,2);
INSERT INTO "appointment" VALUES(8,NULL,3,3,3,2,'2026-11-23',900,30,'America/Los_Angeles',0,1795474800,1795476600,'booked','','',NULL,NULL,NULL,1,0,'',0,2);
INSERT INTO "appointment" VALUES(9,NULL,1,1,2,NULL,'2026-11-20',720,30,'America/Los_Angeles',0,1795204800,1795206600,'late_cancelled','clinic','course closed',NULL,NULL,NULL,0,0,'',0,2);
INSERT INTO "appointment" VALUES(10,NULL,4,4,2,NULL,'2026-11-20',750,30,'America/Los_Angeles',0,1795206600,1795208400,'booked','','',NULL,NULL,NULL,0,0,'',0,1);
INSERT INTO "appointment" VALUES(11,NULL,2,NULL,2,1,'2026-11-23',600,30,'America/Los_Angeles',0,1795456800,1795458600,'booked','','',NULL,NULL,NULL,0,0,'',0,1);
INSERT INTO "appointment" VALUES(12,NULL,2,NULL,2,1,'2026-11-24',600,30,'America/Los_Angeles',0,1795543200,1795545000,'booked','','',NULL,NULL,NULL,0,0,'',0,1);
INSERT INTO "appointment" VALUES(13,NULL,2,NULL,2,1,'2026-12-01',600,30,'America/Los_Angeles',0,1796148000,1796149800,'booked','','',NULL,NULL,NULL,0,0,'',0,1);
INSERT INTO "appointment" VALUES(14,NULL,2,NULL,2,1,'2026-12-08',600,30,'America/Los_Angeles',0,1796752800,1796754600,'booked','','',NULL,NULL,NULL,0,0,'',0,1);
INSERT INTO "appointment" VALUES(15,NULL,2,NULL,3,NULL,'2026-11-20',640,30,'America/Los_Angeles',0,1795200000,1795201800,'arrived','','',1795200000,NULL,NULL,0,0,'',0,1);
CREATE TABLE attachment (
	id INTEGER NOT NULL, 
	referral_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	media VARCHAR NOT NULL, 
	size INTEGER NOT NULL, 
	digest VARCHAR NOT NULL, 
	at_utc BIGINT NOT NULL, 
	staff_id INTEGER, 
	actor VARCHAR NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT attachment_referral_id_known FOREIGN KEY(referral_id) REFERENCES referral (id), 
	CONSTRAINT attachment_name_unique UNIQUE (name)
);
INSERT INTO "attachment" VALUES(1,6,'67a733e5cb92b4375cd6a419192d2a32.pdf','Report','application/pdf',23,'635b857fcf3b491cde4ae51787deed3012fdd276d330b678c38affbf5a613415',1795200000,1,'Ana Ruiz',0);
CREATE TABLE audit_entry (
	id INTEGER NOT NULL, 
	at_utc BIGINT NOT NULL, 
	staff_id INTEGER, 
	actor VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	subject_id INTEGER, 
	patient_id INTEGER, 
	detail VARCHAR NOT NULL, 
	previous_hash VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "audit_entry" VALUES(1,1795200000,NULL,'Tom Becker','created','clinic',1,NULL,'{}','','d8afb8ecb4c1f18120aa4295b32f7765c6f3ac29e9372a8742db395d91bf19de');
INSERT INTO "audit_entry" VALUES(2,1795200000,NULL,'Tom Becker','added','staff',1,NULL,'{}','d8afb8ecb4c1f18120aa4295b32f7765c6f3ac29e9372a8742db395d91bf19de','69e63db67f9ee5f5c3dac122de5c63625159a0937316fc4e5b9f556c79117346');
INSERT INTO "audit_entry" VALUES(3,1795200000,1,'Ana Ruiz','added','staff',2,NULL,'{}','69e63db67f9ee5f5c3dac122de5c63625159a0937316fc4e5b9f556c79117346','64cb88e18c52ffc6c277627ccce6d9803bfd0466fc81ff5c70a826dbffdcebd9');
INSERT INTO "audit_entry" VALUES(4,1795200000,1,'Ana Ruiz','added','staff',3,NULL,'{}','64cb88e18c52ffc6c277627ccce6d9803bfd0466fc81ff5c70a826dbffdcebd9','e40185d74304b0d59446e3b248b275b24877d5110a9fc49ab21ba996eb63bbe7');
INSERT INTO "audit_entry" VALUES(5,1795200000,1,'Ana Ruiz','added','room',1,NULL,'{}','e40185d74304b0d59446e3b248b275b24877d5110a9fc49ab21ba996eb63bbe7','9cc4f1075fe5e7dc153a9c0f75c8e35d1cba90c2821cf0c99afcae73b4cf4dbb');
INSERT INTO "audit_entry" VALUES(6,1795200000,1,'Ana Ruiz','added','room',2,NULL,'{}','9cc4f1075fe5e7dc153a9c0f75c8e35d1cba90c2821cf0c99afcae73b4cf4dbb','51fcef148227f83794588bed1657fbda2b4e04e32e88cf8dee1cc55b8e708294');
INSERT INTO "audit_entry" VALUES(7,1795200000,1,'Ana Ruiz','added','patient',1,NULL,'{}','51fcef148227f83794588bed1657fbda2b4e04e32e88cf8dee1cc55b8e708294','15e0050ade8d7861bc5242973fa1a9ac9d020cdc43033fb4d4cabe651d8c3517');
INSERT INTO "audit_entry" VALUES(8,1795200000,1,'Ana Ruiz','added','patient',2,NULL,'{}','15e0050ade8d7861bc5242973fa1a9ac9d020cdc43033fb4d4cabe651d8c3517','230a54d28217536c12a9d7a2ed8a8b729b4d2270e2d297339e60cda99f4e24fc');
INSERT INTO "audit_entry" VALUES(9,1795200000,1,'Ana Ruiz','added','patient',3,NULL,'{}','230a54d28217536c12a9d7a2ed8a8b729b4d2270e2d297339e60cda99f4e24fc','a254f678ac74128745d6f514bc78517897cb5ab5b0ac9c0e455f66a9423cd048');
INSERT INTO "audit_entry" VALUES(10,1795200000,1,'Ana Ruiz','added','patient',4,NULL,'{}','a254f678ac74128745d6f514bc78517897cb5ab5b0ac9c0e455f66a9423cd048','96aad22ee0bfbc726b9ce6c0e5092e3f3df4c3403b583691711076911ef27e81');
INSERT INTO "audit_entry" VALUES(11,1795200000,1,'Ana Ruiz','added','course',1,NULL,'{}','96aad22ee0bfbc726b9ce6c0e5092e3f3df4c3403b583691711076911ef27e81','09fb43ddc48e7fb36dbf94a126f62cfa2ec88ef62aa8ce064fbe4d9c57bb5219');
INSERT INTO "audit_entry" VALUES(12,1795200000,1,'Ana Ruiz','added','course',2,NULL,'{}','09fb43ddc48e7fb36dbf94a126f62cfa2ec88ef62aa8ce064fbe4d9c57bb5219','030908a3939d591f12baed2b46449a55a244d2c1d2b126a84dfed78d725c1f18');
INSERT INTO "audit_entry" VALUES(13,1795200000,1,'Ana Ruiz','added','course',3,NULL,'{}','030908a3939d591f12baed2b46449a55a244d2c1d2b126a84dfed78d725c1f18','cde47d39248ee4179cdeb792590fe62b2500fcbad4b8d8da6dc87ba991039495');
INSERT INTO "audit_entry" VALUES(14,1795200000,1,'Ana Ruiz','added','course',4,NULL,'{}','cde47d39248ee4179cdeb792590fe62b2500fcbad4b8d8da6dc87ba991039495','e270c63582def6588fd7cf2a3a4657634ead5b48c0e3e8b61f4c9babfe25a3e2');
INSERT INTO "audit_entry" VALUES(15,1795200000,1,'Ana Ruiz','added','visit',1,NULL,'{}','e270c63582def6588fd7cf2a3a4657634ead5b48c0e3e8b61f4c9babfe25a3e2','5d9434898606560641eb7924390f2767063ca7a97c59cc8d3781c99f9fe52b41');
INSERT INTO "audit_entry" VALUES(16,1795200000,1,'Ana Ruiz','added','visit',2,NULL,'{}','5d9434898606560641eb7924390f2767063ca7a97c59cc8d3781c99f9fe52b41','da1ae2b303eb64bf993be9e3b611dc8db284252dceca0f2b35e1492a9c937656');
INSERT INTO "audit_entry" VALUES(17,1795200000,1,'Ana Ruiz','added','visit',3,NULL,'{}','da1ae2b303eb64bf993be9e3b611dc8db284252dceca0f2b35e1492a9c937656','049639cfd416b98c566da7d2623735df91acaa6ab28da684e1bf12b17a6f7873');
INSERT INTO "audit_entry" VALUES(18,1795200000,1,'Ana Ruiz','added','visit',4,NULL,'{}','049639cfd416b98c566da7d2623735df91acaa6ab28da684e1bf12b17a6f7873','f044c40e3f51a6a1167c001304758cacc8c9f733c426045213dd7d206839cde1');
INSERT INTO "audit_entry" VALUES(19,1795200000,1,'Ana Ruiz','added','evaluation',1,NULL,'{}','f044c40e3f51a6a1167c001304758cacc8c9f733c426045213dd7d206839cde1','1c8cff89b15a3a264b43379a17c9aac20b86dd75abe916db43aae6390cef653b');
INSERT INTO "audit_entry" VALUES(20,1795200000,1,'Ana Ruiz','added','evaluation',2,NULL,'{}','1c8cff89b15a3a264b43379a17c9aac20b86dd75abe916db43aae6390cef653b','083e22ea07776c12702e8935dd043b5d08a69483bffe31a19d9cda8485c36683');
INSERT INTO "audit_entry" VALUES(21,1795200000,1,'Ana Ruiz','booked','appointment',1,NULL,'{}','083e22ea07776c12702e8935dd043b5d08a69483bffe31a19d9cda8485c36683','1f70a3c6c5fc80fadb8297eb16b3a49cf2a916563af02cd334ed298bf5993bc3');
INSERT INTO "audit_entry" VALUES(22,1795200000,1,'Ana Ruiz','booked','appointment',2,NULL,'{}','1f70a3c6c5fc80fadb8297eb16b3a49cf2a916563af02cd334ed298bf5993bc3','06c5706e8388eb687decde205dd69cc6e01da11d4185d5856dababb4acd33b14');
INSERT INTO "audit_entry" VALUES(23,1795200000,1,'Ana Ruiz','booked','appointment',3,NULL,'{}','06c5706e8388eb687decde205dd69cc6e01da11d4185d5856dababb4acd33b14','6298567878806b8b83fc3b9d4e4d7aff7610b615c7d81ca5bd133080732b369a');
INSERT INTO "audit_entry" VALUES(24,1795200000,1,'Ana Ruiz','booked','appointment',4,NULL,'{}','6298567878806b8b83fc3b9d4e4d7aff7610b615c7d81ca5bd133080732b369a','27e75b962f19410d952514bcb7bf7b75c34027321e5d26fe8612f52562300547');
INSERT INTO "audit_entry" VALUES(25,1795200000,1,'Ana Ruiz','booked','appointment',5,NULL,'{}','27e75b962f19410d952514bcb7bf7b75c34027321e5d26fe8612f52562300547','525cc5c81136d56a09a9fe08e0c81ab53234227b034f0aa8285d5afd9e4ea74e');
INSERT INTO "audit_entry" VALUES(26,1795200000,1,'Ana Ruiz','booked','appointment',6,NULL,'{}','525cc5c81136d56a09a9fe08e0c81ab53234227b034f0aa8285d5afd9e4ea74e','7776989357d2601740a194b13f4723cb592e63a1685c7474b945ba4d0efca8bf');
INSERT INTO "audit_entry" VALUES(27,1795200000,1,'Ana Ruiz','booked','appointment',7,NULL,'{}','7776989357d2601740a194b13f4723cb592e63a1685c7474b945ba4d0efca8bf','8689fa7565f4fd504bed5d44b469478d1868c7c7f3f16cc9426d15a45555ec35');
INSERT INTO "audit_entry" VALUES(28,1795200000,1,'Ana Ruiz','booked','appointment',8,NULL,'{}','8689fa7565f4fd504bed5d44b469478d1868c7c7f3f16cc9426d15a45555ec35','e8ff0cf0d965cb99c6f7b3d4fa8a9054a75540f3ee347a45b920a4f2e65f003d');
INSERT INTO "audit_entry" VALUES(29,1795200000,1,'Ana Ruiz','booked','appointment',9,NULL,'{}','e8ff0cf0d965cb99c6f7b3d4fa8a9054a75540f3ee347a45b920a4f2e65f003d','08656db7a8d7746d3b6a6a448662926ef15c9a9e47c7297c96554b2ae89a3a8a');
INSERT INTO "audit_entry" VALUES(30,1795200000,1,'Ana Ruiz','booked','appointment',10,NULL,'{}','08656db7a8d7746d3b6a6a448662926ef15c9a9e47c7297c96554b2ae89a3a8a','b8e2a9567f65a7e0d9409f2693829d49a616794a10aa73f71c8c18f78a933d44');
INSERT INTO "audit_entry" VALUES(31,1795200000,1,'Ana Ruiz','added','provider',1,NULL,'{}','b8e2a9567f65a7e0d9409f2693829d49a616794a10aa73f71c8c18f78a933d44','556f3e2fe77a8caefc5fc4b493319a555f2f611c4efd9b1efa073ff10113b586');
INSERT INTO "audit_entry" VALUES(32,1795200000,1,'Ana Ruiz','added','provider',2,NULL,'{}','556f3e2fe77a8caefc5fc4b493319a555f2f611c4efd9b1efa073ff10113b586','4991e1f30dff8465d6e9b1a97d58dc37ecb279e8b6b16fb37f4f165a50a9d789');
INSERT INTO "audit_entry" VALUES(33,1795200000,1,'Ana Ruiz','added','provider',3,NULL,'{}','4991e1f30dff8465d6e9b1a97d58dc37ecb279e8b6b16fb37f4f165a50a9d789','43bac8efb789453a3b4ea388c9b2b9c7a706597ba37125988fbdf722218f1649');
INSERT INTO "audit_entry" VALUES(34,1795200000,1,'Ana Ruiz','added','referral',1,NULL,'{}','43bac8efb789453a3b4ea388c9b2b9c7a706597ba37125988fbdf722218f1649','4b93d9fe272b0030af6c4bf050662751f95d9ba653257d1ef14e472c4ed7ebb9');
INSERT INTO "audit_entry" VALUES(35,1795200000,1,'Ana Ruiz','added','referral',2,NULL,'{}','4b93d9fe272b0030af6c4bf050662751f95d9ba653257d1ef14e472c4ed7ebb9','4aad5b274efeef9e74a80751b7a1dda5094e816ac00be95515db87502a1bc2c1');
INSERT INTO "audit_entry" VALUES(36,1795200000,1,'Ana Ruiz','added','referral',3,NULL,'{}','4aad5b274efeef9e74a80751b7a1dda5094e816ac00be95515db87502a1bc2c1','1b845bdc5ebb123a40362e3caad5589134c507d75f873bd98c7ba95ec34b6f47');
INSERT INTO "audit_entry" VALUES(37,1795200000,1,'Ana Ruiz','added','referral',4,NULL,'{}','1b845bdc5ebb123a40362e3caad5589134c507d75f873bd98c7ba95ec34b6f47','de7bb9164b83b982642a62ab80a1af139543d3f34e1087f743190f35ccc5547e');
INSERT INTO "audit_entry" VALUES(38,1795200000,1,'Ana Ruiz','added','referral',5,NULL,'{}','de7bb9164b83b982642a62ab80a1af139543d3f34e1087f743190f35ccc5547e','6936d28f6587e1d70ad3f4e1b330691e7dd97818510d6055c1cf110a5e16b1ac');
INSERT INTO "audit_entry" VALUES(39,1795200000,1,'Ana Ruiz','added','referral',6,NULL,'{}','6936d28f6587e1d70ad3f4e1b330691e7dd97818510d6055c1cf110a5e16b1ac','daf84b720575fa647d3ac84fbf14a688cedefc1d3020a4c9b49a95fff6eddfb1');
INSERT INTO "audit_entry" VALUES(40,1795200000,1,'Ana Ruiz','added','referral',7,NULL,'{}','daf84b720575fa647d3ac84fbf14a688cedefc1d3020a4c9b49a95fff6eddfb1','e13be1864bb145c940d8b117558b842828d4fe8044abdb0bb6509ac486dbed8f');
INSERT INTO "audit_entry" VALUES(41,1795200000,1,'Ana Ruiz','added','referral',8,NULL,'{}','e13be1864bb145c940d8b117558b842828d4fe8044abdb0bb6509ac486dbed8f','5e8414e5049062f11aef87c505bff69e04e812ade49e526bf4ff997572ea4f2c');
INSERT INTO "audit_entry" VALUES(42,1795200000,1,'Ana Ruiz','added','referral',9,NULL,'{}','5e8414e5049062f11aef87c505bff69e04e812ade49e526bf4ff997572ea4f2c','4ce83ecb3f6ebe4996e37534a88396af417dba25db643038f56bbd4924c85163');
INSERT INTO "audit_entry" VALUES(43,1795200000,1,'Ana Ruiz','added','referral',10,NULL,'{}','4ce83ecb3f6ebe4996e37534a88396af417dba25db643038f56bbd4924c85163','1cded44a1e882edd1a7ec814c9bd462f52b59dcb704a35831a84e9874c0c989c');
INSERT INTO "audit_entry" VALUES(44,1795200000,1,'Ana Ruiz','added','referral',11,NULL,'{}','1cded44a1e882edd1a7ec814c9bd462f52b59dcb704a35831a84e9874c0c989c','b2bca95e4cdbba8a5953d1810368017b371688e610c47f17e2bd3b572eab5313');
INSERT INTO "audit_entry" VALUES(45,1795200000,1,'Ana Ruiz','added','referral',12,NULL,'{}','b2bca95e4cdbba8a5953d1810368017b371688e610c47f17e2bd3b572eab5313','6c9635774621ac27e5387a5c0c6e6a55cb55d8922ee3f68e37afb446582dc3cc');
INSERT INTO "audit_entry" VALUES(46,1795200000,1,'Ana Ruiz','added','referral',13,NULL,'{}','6c9635774621ac27e5387a5c0c6e6a55cb55d8922ee3f68e37afb446582dc3cc','38d6f88208d2dc71072dd4cb2e2aee06f8b13616d29b6ced100f6f4abae24894');
INSERT INTO "audit_entry" VALUES(47,1795200000,1,'Ana Ruiz','added','waiting_entry',1,NULL,'{}','38d6f88208d2dc71072dd4cb2e2aee06f8b13616d29b6ced100f6f4abae24894','b3ce30deaec5d033b4f5ad757f88da59ed1f6bcbf4c27e9ee81617a00d42dc0f');
INSERT INTO "audit_entry" VALUES(48,1795200000,1,'Ana Ruiz','added','waiting_entry',2,NULL,'{}','b3ce30deaec5d033b4f5ad757f88da59ed1f6bcbf4c27e9ee81617a00d42dc0f','8d9decf44afda7bf3357720212942e94517f3e830c344af80b3eeab56472b6c6');
INSERT INTO "audit_entry" VALUES(49,1795200000,1,'Ana Ruiz','recorded','visit',1,NULL,'{}','8d9decf44afda7bf3357720212942e94517f3e830c344af80b3eeab56472b6c6','35c003f206abe1e234af952c1f4e343b773ebc054392928dc7af2b26351196a7');
INSERT INTO "audit_entry" VALUES(50,1795200000,1,'Ana Ruiz','imported','proposal',1,NULL,'{}','35c003f206abe1e234af952c1f4e343b773ebc054392928dc7af2b26351196a7','557dae7fbbdfb0d36df8e768a6118d70a94fccddfbb6a2e1f43edbbadc09c9c3');
INSERT INTO "audit_entry" VALUES(51,1795200000,1,'Ana Ruiz','added','absence',1,NULL,'{}','557dae7fbbdfb0d36df8e768a6118d70a94fccddfbb6a2e1f43edbbadc09c9c3','8472d450fae5bd96c20942778292f1575afd5d207914f7b85f938b1521af8316');
INSERT INTO "audit_entry" VALUES(52,1795200000,1,'Ana Ruiz','added','closure',1,NULL,'{}','8472d450fae5bd96c20942778292f1575afd5d207914f7b85f938b1521af8316','fa6076374b1f6b7a855ee19e9567b905cac843b144eab92bac009d0081597e00');
INSERT INTO "audit_entry" VALUES(53,1795200000,1,'Ana Ruiz','added','clinic_hours',1,NULL,'{}','fa6076374b1f6b7a855ee19e9567b905cac843b144eab92bac009d0081597e00','9add1f7cb55bd5d8d089c207ba6a1ed57783d5a321980c91e6f04c2ef90af935');
INSERT INTO "audit_entry" VALUES(54,1795200000,1,'Ana Ruiz','added','staff_key',1,NULL,'{}','9add1f7cb55bd5d8d089c207ba6a1ed57783d5a321980c91e6f04c2ef90af935','9ca4078621216577d2faa7670cfd3519f6c39977c8bb50c779523e97fca26986');
INSERT INTO "audit_entry" VALUES(55,1795200000,1,'Ana Ruiz','added','staff_key',2,NULL,'{}','9ca4078621216577d2faa7670cfd3519f6c39977c8bb50c779523e97fca26986','a3c1fbba5a7a99bd829c66b35e929045ba60091e942dbb3a366c2979e94b3cf7');
INSERT INTO "audit_entry" VALUES(56,1795200000,1,'Ana Ruiz','added','staff_key',3,NULL,'{}','a3c1fbba5a7a99bd829c66b35e929045ba60091e942dbb3a366c2979e94b3cf7','562847d01f3de2237ec4c9000d107e53f3f861dd872556ab9ccfc1f1392f4f52');
INSERT INTO "audit_entry" VALUES(57,1795200000,1,'Ana Ruiz','added','sign_in',1,NULL,'{}','562847d01f3de2237ec4c9000d107e53f3f861dd872556ab9ccfc1f1392f4f52','80ec5c903ab50d08e05916cf7abf1074e0c78f145e1ef5c2fb229152f636675c');
INSERT INTO "audit_entry" VALUES(58,1795200000,1,'Ana Ruiz','added','practitioner_hours',1,NULL,'{}','80ec5c903ab50d08e05916cf7abf1074e0c78f145e1ef5c2fb229152f636675c','92ba1942c70aaa618d50cd2633903a88fd9e1a068932dbd6e199a23ba7844a01');
INSERT INTO "audit_entry" VALUES(59,1795200000,1,'Ana Ruiz','dismissed','advice_decision',1,1,'{"course":1,"rule":"D25"}','92ba1942c70aaa618d50cd2633903a88fd9e1a068932dbd6e199a23ba7844a01','48755e26c4d3a55700156b186156569886ad25ab5368c3bc2e7bc0a6591b4996');
INSERT INTO "audit_entry" VALUES(60,1795200000,1,'Ana Ruiz','added','red_flag_action',1,1,'{"course":1,"evaluation":1}','48755e26c4d3a55700156b186156569886ad25ab5368c3bc2e7bc0a6591b4996','0a1e345bcd409af041b51b48aca837d5d4b42dbd81182977501965d6772b44ad');
INSERT INTO "audit_entry" VALUES(61,1795200000,1,'Ana Ruiz','arrived','appointment',1,1,'{"fields":["arrived_utc","status"],"version":2,"was":"booked"}','0a1e345bcd409af041b51b48aca837d5d4b42dbd81182977501965d6772b44ad','7834fbc615e6ca3cdf24a081991c89765cffd60bd62ae88b3ee5c91e46fa805d');
INSERT INTO "audit_entry" VALUES(62,1795200000,1,'Ana Ruiz','late_cancelled','appointment',2,3,'{"fields":["cancelled_by","reason","status"],"version":2,"was":"confirmed"}','7834fbc615e6ca3cdf24a081991c89765cffd60bd62ae88b3ee5c91e46fa805d','3d1f741360db076a164481a9fb06c1b0284d1c69ba6c6b79dd145341218ee124');
INSERT INTO "audit_entry" VALUES(63,1795200000,1,'Ana Ruiz','completed','appointment',4,3,'{"fields":["finished_utc","status"],"version":2,"was":"in_room"}','3d1f741360db076a164481a9fb06c1b0284d1c69ba6c6b79dd145341218ee124','f2837ce73b5745f15f63057892665a79b7656cfaa290fda3acd4b3f697dba18c');
INSERT INTO "audit_entry" VALUES(64,1795200000,1,'Ana Ruiz','added','visit',5,3,'{"appointment":4}','f2837ce73b5745f15f63057892665a79b7656cfaa290fda3acd4b3f697dba18c','ebe575c4b8d3eee94b9220355dbc2ae0a8d225bab8d8a477e2fa252a4f6af18e');
INSERT INTO "audit_entry" VALUES(65,1795200000,1,'Ana Ruiz','expected','course',3,3,'{"fields":["expected_max","expected_min"],"version":2}','ebe575c4b8d3eee94b9220355dbc2ae0a8d225bab8d8a477e2fa252a4f6af18e','0b8dd3f32a3a879ede49a90f64aacd5f653b5a441376b67ec5af5248c715a617');
INSERT INTO "audit_entry" VALUES(66,1795200000,1,'Ana Ruiz','left_unseen','appointment',3,1,'{"fields":["finished_utc","status"],"version":2,"was":"arrived"}','0b8dd3f32a3a879ede49a90f64aacd5f653b5a441376b67ec5af5248c715a617','c9f74a3eee3b12a57ef52d46d72f5b9aeca41f897918c93df6a061f5f1bd228d');
INSERT INTO "audit_entry" VALUES(67,1795200000,1,'Ana Ruiz','corrected','appointment',7,1,'{"correction":true,"fields":["status"],"version":2}','c9f74a3eee3b12a57ef52d46d72f5b9aeca41f897918c93df6a061f5f1bd228d','930ec69f2be067e935351277ede0008146711d99da52c53051a696b8e78dab99');
INSERT INTO "audit_entry" VALUES(68,1795200000,1,'Ana Ruiz','corrected','appointment',5,1,'{"correction":true,"fields":["status"],"version":2}','930ec69f2be067e935351277ede0008146711d99da52c53051a696b8e78dab99','f2c2164b2d4a4868f9d78cdefc9ee269da2785fdc5b1873fe417b9b52639140c');
INSERT INTO "audit_entry" VALUES(69,1795200000,1,'Ana Ruiz','keyed','audit_key',1,NULL,'{}','f2c2164b2d4a4868f9d78cdefc9ee269da2785fdc5b1873fe417b9b52639140c','ea35e87dc7e2bf5238a0bcdfc56f846bb4256ddd5cfffaa292fe82980ef4b83e');
INSERT INTO "audit_entry" VALUES(70,1795200000,1,'Ana Ruiz','booked','appointment',11,2,'{}','ea35e87dc7e2bf5238a0bcdfc56f846bb4256ddd5cfffaa292fe82980ef4b83e','913e70ab09da98b71394137110e274297dda02ea60dee831a4115f530f333159');
INSERT INTO "audit_entry" VALUES(71,1795200000,1,'Ana Ruiz','booked','appointment',12,2,'{}','913e70ab09da98b71394137110e274297dda02ea60dee831a4115f530f333159','41bb66f53338bb905869a11c8c89497397cdc1dd305668c8bb113ef1e4ae5b73');
INSERT INTO "audit_entry" VALUES(72,1795200000,1,'Ana Ruiz','booked','appointment',13,2,'{}','41bb66f53338bb905869a11c8c89497397cdc1dd305668c8bb113ef1e4ae5b73','7adbebce856d96e7ebd9c5b6f3af45d3850b367266b08570664b32df2b966738');
INSERT INTO "audit_entry" VALUES(73,1795200000,1,'Ana Ruiz','booked','appointment',14,2,'{}','7adbebce856d96e7ebd9c5b6f3af45d3850b367266b08570664b32df2b966738','a467864b7a2ae54bd9caac4a708bd1e41c536a24b28bc373539186430c445fd5');
INSERT INTO "audit_entry" VALUES(74,1795200000,1,'Ana Ruiz','moved','appointment',8,3,'{"fields":["end_utc","minute","practitioner_id","room_id","squeezed","start_utc"],"version":2}','a467864b7a2ae54bd9caac4a708bd1e41c536a24b28bc373539186430c445fd5','97474a3aebe006b3b6a659858c800de48d954d67165289ed263e38c73ed9903d');
INSERT INTO "audit_entry" VALUES(75,1795200000,1,'Ana Ruiz','booked','appointment',15,2,'{}','97474a3aebe006b3b6a659858c800de48d954d67165289ed263e38c73ed9903d','25587f7e853539fa28f9af698c0b29c0f0a5016a69f5b6d6747fee31aebecace');
INSERT INTO "audit_entry" VALUES(76,1795200000,1,'Ana Ruiz','changed','course',1,1,'{"fields":["causes","expected_by_rule","expected_max","expected_min","expected_reason","practitioner_id","severity"],"version":2}','25587f7e853539fa28f9af698c0b29c0f0a5016a69f5b6d6747fee31aebecace','8a5784663eeda2644dabf166682e9435112c8e3d268b8269784874d0ff76d528');
INSERT INTO "audit_entry" VALUES(77,1795200000,1,'Ana Ruiz','late_cancelled','appointment',9,1,'{"fields":["cancelled_by","reason","status"],"version":2,"was":"booked"}','8a5784663eeda2644dabf166682e9435112c8e3d268b8269784874d0ff76d528','d0f1511b2eb9ec50222b6bbd8e7fe293e0923a29cea2c1e48a9923750d6e7c03');
INSERT INTO "audit_entry" VALUES(78,1795200000,1,'Ana Ruiz','closed','course',1,1,'{"fields":["closed_on","closing_note","outcome"],"released":1,"version":3}','d0f1511b2eb9ec50222b6bbd8e7fe293e0923a29cea2c1e48a9923750d6e7c03','6005facee194218e59164e4aa18da855bc829c61c5b40fa8ec0122fe72b62537');
INSERT INTO "audit_entry" VALUES(79,1795200000,1,'Ana Ruiz','added','course',5,1,'{}','6005facee194218e59164e4aa18da855bc829c61c5b40fa8ec0122fe72b62537','6565e4711a372d0c81d89b2d83db9f558a51bf0c92b62429755a3e240ee516d5');
INSERT INTO "audit_entry" VALUES(80,1795200000,1,'Ana Ruiz','reopened','course',2,2,'{"fields":["closed_on","closing_note","outcome"],"version":2}','6565e4711a372d0c81d89b2d83db9f558a51bf0c92b62429755a3e240ee516d5','db4f5e475074abbe8f4f3145aa21ea4e390c9c09d04778ce3077f8b20b0a1308');
INSERT INTO "audit_entry" VALUES(81,1795200000,1,'Ana Ruiz','begun','emergency_access',1,NULL,'{}','db4f5e475074abbe8f4f3145aa21ea4e390c9c09d04778ce3077f8b20b0a1308','f58df5f965ade71e63905e57a687dba29008ca6d6422fd4f1dac50f2c8c3f8fe');
INSERT INTO "audit_entry" VALUES(82,1795200000,1,'Ana Ruiz','added','evaluation',3,1,'{}','f58df5f965ade71e63905e57a687dba29008ca6d6422fd4f1dac50f2c8c3f8fe','d5717d83566c3e770c04a075c6f41f80aa491d65bb76a80a768e29036bd6273d');
INSERT INTO "audit_entry" VALUES(83,1795200000,1,'Ana Ruiz','corrected','evaluation',2,1,'{"corrections":2,"fields":["findings","practitioner_id","red_flag"],"version":2}','d5717d83566c3e770c04a075c6f41f80aa491d65bb76a80a768e29036bd6273d','de2873d93c8aa97baa15e27914544162640b3e3528e0b750ed72626e5af76bfe');
INSERT INTO "audit_entry" VALUES(84,1795200000,1,'Ana Ruiz','added','attachment',1,1,'{"referral":6,"size":23}','de2873d93c8aa97baa15e27914544162640b3e3528e0b750ed72626e5af76bfe','9e0ebbff97b12ea84c1c5e0c9a11762172311dcff6fe3112b5c64913900efc86');
INSERT INTO "audit_entry" VALUES(85,1795200000,1,'Ana Ruiz','reviewed','referral',7,1,'{"course":1,"fields":["reviewed_on","told_patient"],"version":2}','9e0ebbff97b12ea84c1c5e0c9a11762172311dcff6fe3112b5c64913900efc86','dfbdf77914fa3ec8119e88dac31d1311e907fee622f2235743a6be3b54cf45ea');
INSERT INTO "audit_entry" VALUES(86,1795200000,1,'Ana Ruiz','closed','referral',7,1,'{"course":1,"fields":["closed_on","status"],"version":3,"was":"report_received"}','dfbdf77914fa3ec8119e88dac31d1311e907fee622f2235743a6be3b54cf45ea','ef29f9a728d7c7fcd924adf6c9cb7796955c6a2dd689a23bf610d435036606fc');
INSERT INTO "audit_entry" VALUES(87,1795200000,1,'Ana Ruiz','added','absence',2,NULL,'{}','ef29f9a728d7c7fcd924adf6c9cb7796955c6a2dd689a23bf610d435036606fc','444b0d7d31f46c4a909e4fab589a16cc27baa0d71ac522b80f4ba0c1d5740ac3');
INSERT INTO "audit_entry" VALUES(88,1795200000,1,'Ana Ruiz','added','closure',2,NULL,'{}','444b0d7d31f46c4a909e4fab589a16cc27baa0d71ac522b80f4ba0c1d5740ac3','5cd0e68c35c6efea756a4ef02449a58fa596d75ae3ac29369bf67514b3303654');
INSERT INTO "audit_entry" VALUES(89,1795200000,1,'Ana Ruiz','removed','clinic_hours',1,NULL,'{}','5cd0e68c35c6efea756a4ef02449a58fa596d75ae3ac29369bf67514b3303654','2b73a5a70f5efdb513c483ecd1d2b489e410f6b99993ec10ba32eee3ceb5836a');
INSERT INTO "audit_entry" VALUES(90,1795200000,1,'Ana Ruiz','removed','practitioner_hours',1,NULL,'{}','2b73a5a70f5efdb513c483ecd1d2b489e410f6b99993ec10ba32eee3ceb5836a','61bf759eacabd2bfec8c74086078811141a4d88381754e02cb8bc0f1a5b890e3');
INSERT INTO "audit_entry" VALUES(91,1795200000,1,'Ana Ruiz','removed','absence',1,NULL,'{}','61bf759eacabd2bfec8c74086078811141a4d88381754e02cb8bc0f1a5b890e3','69e38cb3219fce6242b249754f1a7f897974c35f9b4e34221ef6d0912f3938fb');
INSERT INTO "audit_entry" VALUES(92,1795200000,1,'Ana Ruiz','edited','closure',1,NULL,'{"fields":["cancelled"],"version":2}','69e38cb3219fce6242b249754f1a7f897974c35f9b4e34221ef6d0912f3938fb','23831fbc0580591588f8ec2c895b49b32d55a95f705201e954410c05be4e77e9');
INSERT INTO "audit_entry" VALUES(93,1795200000,1,'Ana Ruiz','edited','clinic_hours',1,NULL,'{}','23831fbc0580591588f8ec2c895b49b32d55a95f705201e954410c05be4e77e9','7036d690f207d4918f21b30944bebd93d3e679f52a55b90faefbd2a87dc9e784');
INSERT INTO "audit_entry" VALUES(94,1795200000,1,'Ana Ruiz','edited','clinic_hours',2,NULL,'{}','7036d690f207d4918f21b30944bebd93d3e679f52a55b90faefbd2a87dc9e784','b6f33690cf91612411eed28464a91f172e56f7b2ac9b054ac4142113e5880d5a');
INSERT INTO "audit_entry" VALUES(95,1795200000,1,'Ana Ruiz','edited','clinic',1,NULL,'{"fields":["overlap_limit"],"version":2}','b6f33690cf91612411eed28464a91f172e56f7b2ac9b054ac4142113e5880d5a','cb614a2a1b389d8bceb4db4246a8359fec98d4f854c0a4df5e54b0fa9867e1ed');
INSERT INTO "audit_entry" VALUES(96,1795200000,1,'Ana Ruiz','edited','clinic',1,NULL,'{"fields":["closes_minute","opens_minute"],"version":3}','cb614a2a1b389d8bceb4db4246a8359fec98d4f854c0a4df5e54b0fa9867e1ed','9f4594fb6a17699118b74f7bfd498fcab6eb72d34d62bc03ab659f87e3f7b827');
INSERT INTO "audit_entry" VALUES(97,1795200000,1,'Ana Ruiz','added','practitioner_hours',1,NULL,'{}','9f4594fb6a17699118b74f7bfd498fcab6eb72d34d62bc03ab659f87e3f7b827','8d0ea033cd8d00758ae6bd84a8c8a299e71770fd267ccab4de4c506ed6f8c436');
INSERT INTO "audit_entry" VALUES(98,1795200000,1,'Ana Ruiz','added','practitioner_hours',2,NULL,'{}','8d0ea033cd8d00758ae6bd84a8c8a299e71770fd267ccab4de4c506ed6f8c436','cdcb2e826576c0f05da54313b10e6416bef6200e72ca11f711fd2e48e6d04a5e');
INSERT INTO "audit_entry" VALUES(99,1795200000,1,'Ana Ruiz','changed','clinic',1,NULL,'{"fields":["paper","phone"],"version":4}','cdcb2e826576c0f05da54313b10e6416bef6200e72ca11f711fd2e48e6d04a5e','5aa3c5ec14f081e14ef255def9e5ac31d3703e637a0a938bb1ff7d3a875cdeb1');
INSERT INTO "audit_entry" VALUES(100,1795200000,1,'Ana Ruiz','changed','staff',2,NULL,'{"fields":["credentials"],"version":2}','5aa3c5ec14f081e14ef255def9e5ac31d3703e637a0a938bb1ff7d3a875cdeb1','c40109d487b8e8c9e532b08385318219299593a13e71f5083f87c84dbb1bbc90');
INSERT INTO "audit_entry" VALUES(101,1795200000,1,'Ana Ruiz','sent','referral',1,1,'{"course":1,"fields":["sent_on","status"],"version":2,"was":"draft"}','c40109d487b8e8c9e532b08385318219299593a13e71f5083f87c84dbb1bbc90','7fa6c8a46df84460a1844b3e8ce69d5f7d8d18599ac029754a22c5f965918f0b');
INSERT INTO "audit_entry" VALUES(102,1795200000,1,'Ana Ruiz','added','referral_letter',1,1,'{"referral":1}','7fa6c8a46df84460a1844b3e8ce69d5f7d8d18599ac029754a22c5f965918f0b','d9c8e6d15a8a5e9186bc6606bb5e1288c3ad41cf0e85879ccd646dc9cff29a4f');
INSERT INTO "audit_entry" VALUES(103,1795200000,1,'Ana Ruiz','changed','patient',1,1,'{"fields":["family_name","note","phone"]}','d9c8e6d15a8a5e9186bc6606bb5e1288c3ad41cf0e85879ccd646dc9cff29a4f','198e892c34ac1e89e57ae7d3e82bc14af97805d026ee9d4be1896d399985a459');
INSERT INTO "audit_entry" VALUES(104,1795200000,1,'Ana Ruiz','added','patient',5,5,'{}','198e892c34ac1e89e57ae7d3e82bc14af97805d026ee9d4be1896d399985a459','87cdc196cd82ed9da0ee3f893f5e684cec39c13482b2f3503f87e1f1f916915e');
INSERT INTO "audit_entry" VALUES(105,1795200000,1,'Ana Ruiz','pin_changed','staff',1,NULL,'{}','87cdc196cd82ed9da0ee3f893f5e684cec39c13482b2f3503f87e1f1f916915e','a5dfece35410ddffdec814bb0f7ad266fb6c8b96fa926ececef343e42d2ddfbe');
INSERT INTO "audit_entry" VALUES(106,1795200000,1,'Ana Ruiz','locked','session',NULL,NULL,'{}','a5dfece35410ddffdec814bb0f7ad266fb6c8b96fa926ececef343e42d2ddfbe','72fec18bb90f3a040916832e0e07de44352ad0c62178ac481b65a015ba10e525');
INSERT INTO "audit_entry" VALUES(107,1795200000,1,'Ana Ruiz','unlocked','session',NULL,NULL,'{}','72fec18bb90f3a040916832e0e07de44352ad0c62178ac481b65a015ba10e525','619470ece97707aa43ab184ac787913a775fa006faa15dcea4412870968e131a');
INSERT INTO "audit_entry" VALUES(108,1795200000,1,'Ana Ruiz','dismissed','proposal',1,NULL,'{}','619470ece97707aa43ab184ac787913a775fa006faa15dcea4412870968e131a','f10b762e58be093a77f7125815db0ade87ddc4259f9399643739b22da397ad79');
INSERT INTO "audit_entry" VALUES(109,1795200000,1,'Ana Ruiz','added','provider',4,NULL,'{}','f10b762e58be093a77f7125815db0ade87ddc4259f9399643739b22da397ad79','69ac0331550f8fd6e81a59a031f978ce592675cfe1e01cf44867b07000cc1d39');
INSERT INTO "audit_entry" VALUES(110,1795200000,1,'Ana Ruiz','changed','provider',1,NULL,'{"fields":["name","note"],"version":2}','69ac0331550f8fd6e81a59a031f978ce592675cfe1e01cf44867b07000cc1d39','78896b0b5ab16eea0239566ce79dddb745334ab9d8c4b24496d25d7afe229ffa');
INSERT INTO "audit_entry" VALUES(111,1795200000,1,'Ana Ruiz','retired','provider',1,NULL,'{"fields":["active"],"version":3}','78896b0b5ab16eea0239566ce79dddb745334ab9d8c4b24496d25d7afe229ffa','fa9c23697d3e0fb1d9b675771c3188bc92f77250d0b24fbc5a3efb6ddf1fe6e9');
INSERT INTO "audit_entry" VALUES(112,1795200000,1,'Ana Ruiz','taken_back','provider',3,NULL,'{"fields":["active"],"version":2}','fa9c23697d3e0fb1d9b675771c3188bc92f77250d0b24fbc5a3efb6ddf1fe6e9','6cc1855918dbb6c29778807e0467214be724fe521dea529fcb3d0a8aa60536ff');
INSERT INTO "audit_entry" VALUES(113,1795200000,1,'Ana Ruiz','added','referral_event',4,1,'{"kind":"call","referral":2}','6cc1855918dbb6c29778807e0467214be724fe521dea529fcb3d0a8aa60536ff','5fb0ab3a3977b0812797eb5854e01273295b72a78d8e8408cb8c0f34efa98322');
INSERT INTO "audit_entry" VALUES(114,1795200000,1,'Ana Ruiz','added','referral_letter',2,1,'{"referral":2}','5fb0ab3a3977b0812797eb5854e01273295b72a78d8e8408cb8c0f34efa98322','93e66ae51918bbcbd3a5be1801b30a8e3c2d38adefa98e28ee07c9e4b3e87a95');
INSERT INTO "audit_entry" VALUES(115,1795200000,1,'Ana Ruiz','added','referral_event',5,1,'{"kind":"note","referral":2}','93e66ae51918bbcbd3a5be1801b30a8e3c2d38adefa98e28ee07c9e4b3e87a95','b1cabf72434af8bff7db4b034f245eb603ddae81629b02b0b8ec15059a7541ff');
INSERT INTO "audit_entry" VALUES(116,1795200000,1,'Ana Ruiz','snoozed','referral',2,1,'{"course":1,"fields":["snooze_reason","snoozed_until"],"version":2}','b1cabf72434af8bff7db4b034f245eb603ddae81629b02b0b8ec15059a7541ff','54f29d31ca6ec8b74a66ccf884de458694f82eea6279070c8cf385577dc5d5c7');
INSERT INTO "audit_entry" VALUES(117,1795200000,1,'Ana Ruiz','unsnoozed','referral',13,1,'{"course":1,"fields":["snooze_reason","snoozed_until"],"version":2}','54f29d31ca6ec8b74a66ccf884de458694f82eea6279070c8cf385577dc5d5c7','1c2e42a71f5b33a1c70d8b0813e108fe735da354feb5e13e355856dd2991ece0');
INSERT INTO "audit_entry" VALUES(118,1795200000,1,'Ana Ruiz','draft','referral',10,1,'{"course":1,"fields":["ended_on","provider_id","sent_on","status"],"version":2,"was":"declined_by_provider"}','1c2e42a71f5b33a1c70d8b0813e108fe735da354feb5e13e355856dd2991ece0','2454b5be285eb806234ab7923809037f5c86be8dd8a3942cc8761a12424ada6a');
INSERT INTO "audit_entry" VALUES(119,1795200000,1,'Ana Ruiz','accepted','referral',2,1,'{"course":1,"fields":["accepted_on","snooze_reason","snoozed_until","status"],"version":3,"was":"sent"}','2454b5be285eb806234ab7923809037f5c86be8dd8a3942cc8761a12424ada6a','e2c54f4cfa9ad30b0881988facbf7a1da0c300e66498301063bfdc9c80f9f21f');
INSERT INTO "audit_entry" VALUES(120,1795200000,1,'Ana Ruiz','scheduled','referral',3,1,'{"course":1,"fields":["appointment_on","scheduled_on","status"],"version":2,"was":"accepted"}','e2c54f4cfa9ad30b0881988facbf7a1da0c300e66498301063bfdc9c80f9f21f','5ad25a4661b8abcf08f3ff6b179dd2b7c981b76e756d7b5e3a594da7d95b0bfc');
INSERT INTO "audit_entry" VALUES(121,1795200000,1,'Ana Ruiz','no_show','referral',4,1,'{"course":1,"fields":["status"],"version":2,"was":"scheduled"}','5ad25a4661b8abcf08f3ff6b179dd2b7c981b76e756d7b5e3a594da7d95b0bfc','87c1d2f0bcffb22e12985743821cb8d072b6e2ab9135cc1f1fe03914f7c4a705');
INSERT INTO "audit_entry" VALUES(122,1795200000,1,'Ana Ruiz','report_received','referral',6,1,'{"course":1,"fields":["report_on","report_summary","status"],"version":2,"was":"attended"}','87c1d2f0bcffb22e12985743821cb8d072b6e2ab9135cc1f1fe03914f7c4a705','09c9b3afea25dd8fdd717ab7ba191ec74f2563e5fddac7293c03d9897a6fe2f4');
INSERT INTO "audit_entry" VALUES(123,1795200000,1,'Ana Ruiz','closed','referral',12,1,'{"course":1,"fields":["closed_on","status","told_patient"],"version":2,"was":"report_received"}','09c9b3afea25dd8fdd717ab7ba191ec74f2563e5fddac7293c03d9897a6fe2f4','32021f862672724d3bff3ceaab497d4537fef67488b90a2ce0a4bd5a479d5845');
INSERT INTO "audit_entry" VALUES(124,1795200000,1,'Ana Ruiz','declined_by_patient','referral',13,1,'{"course":1,"fields":["ended_on","status"],"version":3,"was":"sent"}','32021f862672724d3bff3ceaab497d4537fef67488b90a2ce0a4bd5a479d5845','0df623a509552471ad6013aeb0f6f1664f68c6a2f9eab683d37b2164f17c0943');
INSERT INTO "audit_entry" VALUES(125,1795200000,1,'Ana Ruiz','corrected','referral',8,1,'{"correction":true,"course":1,"fields":["appointment_on","attended_on","closed_on","report_from","report_on","reviewed_on","scheduled_on","status","told_patient"],"version":2,"was":"closed"}','0df623a509552471ad6013aeb0f6f1664f68c6a2f9eab683d37b2164f17c0943','78db6652a021084dc3a18ed0065c27f6e5b19a25fef22b6c2f3eb91103d94a1e');
INSERT INTO "audit_entry" VALUES(126,1795200000,1,'Ana Ruiz','added','room',3,NULL,'{}','78db6652a021084dc3a18ed0065c27f6e5b19a25fef22b6c2f3eb91103d94a1e','d7218d957967b2a3570cf529524bca7863840a9055241e7395b009abbe147546');
INSERT INTO "audit_entry" VALUES(127,1795200000,1,'Ana Ruiz','read','chart',NULL,1,'{}','d7218d957967b2a3570cf529524bca7863840a9055241e7395b009abbe147546','976d89de87ac910dbb44aace21682ee3aaa501c9a3947cf7e218cc5091941567');
INSERT INTO "audit_entry" VALUES(128,1795200000,1,'Ana Ruiz','corrected','visit',1,1,'{"correction":true,"fields":["details","note","nprs"],"filled":["note"],"version":2,"was":{"motion":12,"nprs":10,"pain":11}}','976d89de87ac910dbb44aace21682ee3aaa501c9a3947cf7e218cc5091941567','d0d563b3a13ebd3b0682cc9c9c1299b7fb918c59db7910ba5d30cb7e10dd9b7f');
INSERT INTO "audit_entry" VALUES(129,1795200000,1,'Ana Ruiz','corrected','visit',1,1,'{"correction":true,"fields":["rom_degrees"],"filled":[],"version":3,"was":{"rom_degrees":13}}','d0d563b3a13ebd3b0682cc9c9c1299b7fb918c59db7910ba5d30cb7e10dd9b7f','b9f2ac727e1a1cf2c6d0fe9ddab8630dcff97a0811027b86950e9d8b4ed298ab');
INSERT INTO "audit_entry" VALUES(130,1795200000,1,'Ana Ruiz','recorded','visit',6,4,'{"appointment":null}','b9f2ac727e1a1cf2c6d0fe9ddab8630dcff97a0811027b86950e9d8b4ed298ab','16dbd7cb2c14b3968b575ca26132628efd90b8d2406f907751e368fd14801d3e');
INSERT INTO "audit_entry" VALUES(131,1795200000,1,'Ana Ruiz','filled','visit',6,4,'{"correction":false,"fields":["rom_degrees"],"filled":["rom_degrees"],"version":2,"was":{}}','16dbd7cb2c14b3968b575ca26132628efd90b8d2406f907751e368fd14801d3e','2a6005d7a3aaf744b4cc360b66579ed8d4ab37907ef9c14dfae7b0f1c9045fc2');
INSERT INTO "audit_entry" VALUES(132,1795200000,1,'Ana Ruiz','expected','course',4,4,'{"fields":["expected_max","expected_min"],"version":2}','2a6005d7a3aaf744b4cc360b66579ed8d4ab37907ef9c14dfae7b0f1c9045fc2','4d78a9e112f7c0d51ef00d16fba9c58a39462e0fbcca387e912d8f3f906e5db9');
INSERT INTO "audit_entry" VALUES(133,1795200000,1,'Ana Ruiz','recorded','visit',4,3,'{"appointment":null,"fields":["details","ndi_percent","note","nprs","techniques"],"filled":["function","motion","ndi_percent","note","nprs","pain","techniques"],"version":2,"was":{}}','4d78a9e112f7c0d51ef00d16fba9c58a39462e0fbcca387e912d8f3f906e5db9','e1e3a32e56eb4a870042409c8ef3c56ef89df0693f99ec43f1e5009cda68ad2a');
INSERT INTO "audit_entry" VALUES(134,1795200000,1,'Ana Ruiz','filled','visit',4,3,'{"correction":false,"fields":["rom_degrees"],"filled":["rom_degrees"],"version":3,"was":{}}','e1e3a32e56eb4a870042409c8ef3c56ef89df0693f99ec43f1e5009cda68ad2a','ba837c7d2a5f4fe5c5605d90f5c34748384bddbcf4cd2cac13d25644c98a8d1e');
INSERT INTO "audit_entry" VALUES(135,1795200000,1,'Ana Ruiz','corrected','visit',2,1,'{"correction":true,"fields":["voided"],"filled":[],"version":2,"was":{"visit":14}}','ba837c7d2a5f4fe5c5605d90f5c34748384bddbcf4cd2cac13d25644c98a8d1e','884df70fddbd3a946d2fdde2026fb323bd063e3306b29b745e27a903c0c36557');
INSERT INTO "audit_entry" VALUES(136,1795200000,1,'Ana Ruiz','added','staff',4,NULL,'{}','884df70fddbd3a946d2fdde2026fb323bd063e3306b29b745e27a903c0c36557','16bc87b7816b4020888724d1e16a4efeb83b84dbd814c56f22dedd6b3d82a4d8');
INSERT INTO "audit_entry" VALUES(137,1795200000,1,'Ana Ruiz','changed','staff',3,NULL,'{"fields":["name","role"],"version":2}','16bc87b7816b4020888724d1e16a4efeb83b84dbd814c56f22dedd6b3d82a4d8','d2ed86eaa24f681eb482aeea6cfd2435af31bcfdcf56101dafa3acc883a624dc');
INSERT INTO "audit_entry" VALUES(138,1795200000,1,'Ana Ruiz','retired','staff',3,NULL,'{"fields":["active"],"version":3}','d2ed86eaa24f681eb482aeea6cfd2435af31bcfdcf56101dafa3acc883a624dc','7f7283e9af92e25f055ddb1c918357b239ca85c94efb267ca33c14167b129acb');
INSERT INTO "audit_entry" VALUES(139,1795200000,1,'Ana Ruiz','revoked','staff_key',3,NULL,'{"fields":["revoked_utc"],"staff":3,"version":2}','7f7283e9af92e25f055ddb1c918357b239ca85c94efb267ca33c14167b129acb','ba240753c38b667f9be2a09dd76017cb134d77b747bdc15c85cfcd3b7088eeb2');
INSERT INTO "audit_entry" VALUES(140,1795200000,1,'Ana Ruiz','ended','sign_in',1,NULL,'{}','ba240753c38b667f9be2a09dd76017cb134d77b747bdc15c85cfcd3b7088eeb2','25d3bd5f7b16228fc10173d773ca0930aa91bd9b23e97749c5e0d2b8432dc6f8');
INSERT INTO "audit_entry" VALUES(141,1795200000,1,'Ana Ruiz','revoked','staff_key',1,NULL,'{"fields":["revoked_utc"],"staff":1,"version":2}','25d3bd5f7b16228fc10173d773ca0930aa91bd9b23e97749c5e0d2b8432dc6f8','d1c34c2893c005509e3cc2244c9fc33c464995a4eef462a32d8a97444d935f9b');
INSERT INTO "audit_entry" VALUES(142,1795200000,1,'Ana Ruiz','added','waiting_entry',3,2,'{}','d1c34c2893c005509e3cc2244c9fc33c464995a4eef462a32d8a97444d935f9b','f0c200233a4f8b5a5c2153c51ea68b752910b0e1eac3520f833b9d492494eb47');
INSERT INTO "audit_entry" VALUES(143,1795200000,1,'Ana Ruiz','waiting','waiting_entry',2,4,'{}','f0c200233a4f8b5a5c2153c51ea68b752910b0e1eac3520f833b9d492494eb47','5800ee0638105e5e2bd209fabc29f9fa816cd4ec84a1755714e0a5da503d475e');
INSERT INTO "audit_entry" VALUES(144,1795200000,1,'Ana Ruiz','booked','waiting_entry',1,3,'{"appointment":8}','5800ee0638105e5e2bd209fabc29f9fa816cd4ec84a1755714e0a5da503d475e','00d6ebc2d7bb60debf993683fc0661c306f17068340072f78c8cab4dd9a8d8d1');
INSERT INTO "audit_entry" VALUES(145,1795200000,1,'Ana Ruiz','imported','import_batch',1,NULL,'{"added":1,"changed":0,"unchanged":0}','00d6ebc2d7bb60debf993683fc0661c306f17068340072f78c8cab4dd9a8d8d1','4e69c99bba9beeb31e5f38fb7fd2e34958ae2e347d458f1bd5e7fbd747ba8505');
INSERT INTO "audit_entry" VALUES(146,1795200000,1,'Ana Ruiz','imported','patient',NULL,NULL,'{"added":1,"batch":1,"changed":0}','4e69c99bba9beeb31e5f38fb7fd2e34958ae2e347d458f1bd5e7fbd747ba8505','f7f51969901a280fe16b3cbea0f7fff525aa62ac4e81af570c2dcaa3f43a1d52');
CREATE TABLE audit_key (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	first_entry INTEGER NOT NULL, 
	at_utc BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "audit_key" VALUES(1,'db65d13ea10eec4d',69,1795200000);
CREATE TABLE clinic (
	id INTEGER NOT NULL, 
	uid VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	timezone VARCHAR NOT NULL, 
	phone VARCHAR NOT NULL, 
	opens_minute INTEGER NOT NULL, 
	closes_minute INTEGER NOT NULL, 
	overlap_limit INTEGER NOT NULL, 
	address VARCHAR DEFAULT '' NOT NULL, 
	fax VARCHAR DEFAULT '' NOT NULL, 
	email VARCHAR DEFAULT '' NOT NULL, 
	paper VARCHAR DEFAULT '' NOT NULL, 
	version INTEGER NOT NULL, desk_reads_notes BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT one_clinic CHECK (id = 1)
);
INSERT INTO "clinic" VALUES(1,'9b0d47f3-c14a-4dd5-9833-ca06b0ab7546','Riverside Acupuncture','America/Los_Angeles','(503) 555-0101',450,1100,3,'','','','a4',4,0);
CREATE TABLE clinic_hours (
	id INTEGER NOT NULL, 
	weekday INTEGER NOT NULL, 
	opens INTEGER, 
	closes INTEGER, 
	lunch_from INTEGER, 
	lunch_to INTEGER, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT clinic_weekday CHECK (weekday between 1 and 7), 
	CONSTRAINT opens_before_it_closes CHECK ((opens is null and closes is null) or (0 <= opens and opens < closes and closes <= 1440)), 
	CONSTRAINT lunch_within_hours CHECK ((lunch_from is null and lunch_to is null) or (opens <= lunch_from and lunch_from < lunch_to and lunch_to <= closes)), 
	CONSTRAINT clinic_hours_weekday_unique UNIQUE (weekday)
);
INSERT INTO "clinic_hours" VALUES(1,6,540,780,600,630,1);
INSERT INTO "clinic_hours" VALUES(2,1,NULL,NULL,NULL,NULL,1);
CREATE TABLE closure (
	id INTEGER NOT NULL, 
	source_id VARCHAR, 
	local_date DATE NOT NULL, 
	reason VARCHAR NOT NULL, 
	cancelled BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT closure_source_id_unique UNIQUE (source_id)
);
INSERT INTO "closure" VALUES(1,NULL,'2026-11-30','stock-taking',1,2);
INSERT INTO "closure" VALUES(2,NULL,'2026-11-21','a burst pipe',0,1);
CREATE TABLE correction (
	id INTEGER NOT NULL, 
	subject VARCHAR NOT NULL, 
	subject_id INTEGER NOT NULL, 
	course_id INTEGER NOT NULL, 
	field VARCHAR NOT NULL, 
	was VARCHAR NOT NULL, 
	now VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	at_utc BIGINT NOT NULL, 
	staff_id INTEGER, 
	actor VARCHAR NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT correction_course_id_known FOREIGN KEY(course_id) REFERENCES course (id)
);
INSERT INTO "correction" VALUES(1,'course',1,1,'severity','','severe','seen again',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(2,'course',1,1,'causes','','whiplash','seen again',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(3,'course',1,1,'practitioner','Dana Lee','Lee Fox','seen again',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(4,'course',1,1,'expected visits','6-10','8-12','seen again',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(5,'course',2,2,'closed','2026-11-10','','it came back',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(6,'course',2,2,'outcome','resolved','','it came back',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(7,'course',2,2,'note','well again','','it came back',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(8,'evaluation',2,1,'red_flag','none','urgent','misheard',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(9,'evaluation',2,1,'posture','{"head":"forward"}','{"head":"upright"}','misheard',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(10,'visit',1,1,'nprs','6','3','misheard',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(11,'visit',1,1,'pain','[6,8,4]','','misheard',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(12,'visit',1,1,'motion','{"flexion":40}','','misheard',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(13,'visit',1,1,'rom_degrees','40','','misheard',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(14,'visit',2,1,'visit','2026-10-18','taken off','another patient''s',1795200000,1,'Ana Ruiz',0);
CREATE TABLE course (
	id INTEGER NOT NULL, 
	source_id VARCHAR, 
	patient_id INTEGER NOT NULL, 
	practitioner_id INTEGER, 
	condition VARCHAR NOT NULL, 
	onset_date DATE, 
	opened_on DATE NOT NULL, 
	severity VARCHAR, 
	exam_class VARCHAR, 
	causes VARCHAR NOT NULL, 
	expected_min INTEGER, 
	expected_max INTEGER, 
	expected_by_rule BOOLEAN NOT NULL, 
	expected_reason VARCHAR NOT NULL, 
	goal_nprs FLOAT, 
	closed_on DATE, 
	outcome VARCHAR, 
	closing_note VARCHAR DEFAULT '' NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT expected_order CHECK (expected_min is null or (expected_min >= 1 and expected_max >= expected_min)), 
	CONSTRAINT outcome_when_closed CHECK (outcome is null or closed_on is not null), 
	CONSTRAINT course_patient_id_known FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT course_practitioner_id_known FOREIGN KEY(practitioner_id) REFERENCES staff (id), 
	CONSTRAINT course_source_id_unique UNIQUE (source_id)
);
INSERT INTO "course" VALUES(1,NULL,1,3,'neck_pain',NULL,'2026-10-11','severe',NULL,'whiplash',8,12,0,'seen again',NULL,'2026-11-20','resolved','well',0,3);
INSERT INTO "course" VALUES(2,NULL,2,NULL,'neck_pain',NULL,'2026-10-11',NULL,NULL,'',NULL,NULL,1,'',NULL,NULL,NULL,'',0,2);
INSERT INTO "course" VALUES(3,NULL,3,NULL,'neck_pain',NULL,'2026-10-11',NULL,NULL,'',6,10,1,'',NULL,NULL,NULL,'',0,2);
INSERT INTO "course" VALUES(4,NULL,4,NULL,'neck_pain',NULL,'2026-10-11',NULL,NULL,'',6,10,1,'',NULL,NULL,NULL,'',0,2);
INSERT INTO "course" VALUES(5,NULL,1,NULL,'low_back_pain',NULL,'2026-11-20','mild',NULL,'',NULL,NULL,1,'',NULL,NULL,NULL,'',0,1);
CREATE TABLE draft (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind VARCHAR NOT NULL, 
	patient_id INTEGER NOT NULL, 
	course_id INTEGER, 
	subject_id INTEGER, 
	payload VARCHAR NOT NULL, 
	staff_id INTEGER, 
	actor VARCHAR NOT NULL, 
	begun_utc BIGINT NOT NULL, 
	saved_utc BIGINT NOT NULL, 
	CONSTRAINT draft_course_id_known FOREIGN KEY(course_id) REFERENCES course (id), 
	CONSTRAINT draft_patient_id_known FOREIGN KEY(patient_id) REFERENCES patient (id)
);
INSERT INTO "draft" VALUES(2,'visit',2,NULL,NULL,'{"pain":"7"}',1,'Ana Ruiz',1795200000,1795200000);
INSERT INTO "draft" VALUES(3,'visit',1,NULL,NULL,'{"pain":"2"}',1,'Ana Ruiz',1795200000,1795200000);
CREATE TABLE emergency_access (
	id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	actor VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	at_utc BIGINT NOT NULL, 
	until_utc BIGINT NOT NULL, 
	ended_utc BIGINT, 
	PRIMARY KEY (id), 
	CONSTRAINT emergency_access_staff_id_known FOREIGN KEY(staff_id) REFERENCES staff (id)
);
INSERT INTO "emergency_access" VALUES(1,1,'Ana Ruiz','collapsed in the waiting room',1795200000,1795203600,NULL);
CREATE TABLE evaluation (
	id INTEGER NOT NULL, 
	course_id INTEGER NOT NULL, 
	practitioner_id INTEGER, 
	local_date DATE NOT NULL, 
	red_flag VARCHAR NOT NULL, 
	neuro VARCHAR NOT NULL, 
	findings VARCHAR NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT neuro_level CHECK (neuro in ('none', 'sensory', 'motor')), 
	CONSTRAINT red_flag_level CHECK (red_flag in ('none', 'urgent', 'emergency')), 
	CONSTRAINT evaluation_course_id_known FOREIGN KEY(course_id) REFERENCES course (id), 
	CONSTRAINT evaluation_practitioner_id_known FOREIGN KEY(practitioner_id) REFERENCES staff (id)
);
INSERT INTO "evaluation" VALUES(1,1,NULL,'2026-11-19','urgent','none','{"posture":{"head":"forward"}}',0,1);
INSERT INTO "evaluation" VALUES(2,1,2,'2026-10-21','urgent','none','{"posture":{"head":"upright"}}',0,2);
INSERT INTO "evaluation" VALUES(3,1,NULL,'2026-11-20','none','sensory','{"motion":{"flexion":30}}',0,1);
CREATE TABLE former_name (
	id INTEGER NOT NULL, 
	patient_id INTEGER NOT NULL, 
	family_name VARCHAR NOT NULL, 
	given_name VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT former_name_patient_id_known FOREIGN KEY(patient_id) REFERENCES patient (id)
);
INSERT INTO "former_name" VALUES(1,1,'Tanaka','Mei',1);
CREATE TABLE import_batch (
	id INTEGER NOT NULL, 
	at_utc BIGINT NOT NULL, 
	kind VARCHAR NOT NULL, 
	files VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	added INTEGER NOT NULL, 
	changed INTEGER NOT NULL, 
	unchanged INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "import_batch" VALUES(1,1795200000,'csv','patients.csv','b06bb9db394e116d21769dbbf0f3bbb75c47e53cf3ba96f5136674664302ca2b',1,0,0);
CREATE TABLE patient (
	id INTEGER NOT NULL, 
	source_id VARCHAR, 
	family_name VARCHAR NOT NULL, 
	given_name VARCHAR NOT NULL, 
	preferred_name VARCHAR NOT NULL, 
	date_of_birth DATE, 
	phone VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	cautions VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	address VARCHAR DEFAULT '' NOT NULL, 
	medicines VARCHAR DEFAULT '' NOT NULL, 
	allergies VARCHAR DEFAULT '' NOT NULL, 
	merged_into INTEGER, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT patient_merged_into_known FOREIGN KEY(merged_into) REFERENCES patient (id), 
	CONSTRAINT patient_source_id_unique UNIQUE (source_id)
);
INSERT INTO "patient" VALUES(1,NULL,'Sato','Mei','',NULL,'555 0111','','','moved','','','',NULL,0,2);
INSERT INTO "patient" VALUES(2,NULL,'Park','Jo','',NULL,'','','','','','','',NULL,0,1);
INSERT INTO "patient" VALUES(3,NULL,'Lee','Ann','',NULL,'','ann@lee.example','','','','','',NULL,0,1);
INSERT INTO "patient" VALUES(4,NULL,'Tanaka','May','',NULL,'','mei@tanaka.example','','came twice','','','',NULL,0,1);
INSERT INTO "patient" VALUES(5,NULL,'Novak','Eva','',NULL,'555 0122','','','by phone','','','',NULL,0,1);
INSERT INTO "patient" VALUES(6,'pt1','O''Neil','Zoë','',NULL,'','','','says "later"; 最後','','','',NULL,0,1);
CREATE TABLE patient_term (
	id INTEGER NOT NULL, 
	patient_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	term VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT term_kind CHECK (kind in ('name', 'phone', 'email')), 
	CONSTRAINT patient_term_patient_id_known FOREIGN KEY(patient_id) REFERENCES patient (id)
);
INSERT INTO "patient_term" VALUES(5,2,'name','jo');
INSERT INTO "patient_term" VALUES(6,2,'name','park');
INSERT INTO "patient_term" VALUES(7,3,'name','lee');
INSERT INTO "patient_term" VALUES(8,3,'email','ann@lee.example');
INSERT INTO "patient_term" VALUES(9,3,'name','ann');
INSERT INTO "patient_term" VALUES(10,4,'name','tanaka');
INSERT INTO "patient_term" VALUES(11,4,'name','may');
INSERT INTO "patient_term" VALUES(12,4,'email','mei@tanaka.example');
INSERT INTO "patient_term" VALUES(13,1,'name','mei');
INSERT INTO "patient_term" VALUES(14,1,'name','sato');
INSERT INTO "patient_term" VALUES(15,1,'name','tanaka');
INSERT INTO "patient_term" VALUES(16,1,'phone','0111');
INSERT INTO "patient_term" VALUES(17,1,'phone','5550111');
INSERT INTO "patient_term" VALUES(18,5,'name','eva');
INSERT INTO "patient_term" VALUES(19,5,'name','novak');
INSERT INTO "patient_term" VALUES(20,5,'phone','0122');
INSERT INTO "patient_term" VALUES(21,5,'phone','5550122');
INSERT INTO "patient_term" VALUES(22,6,'name','neil');
INSERT INTO "patient_term" VALUES(23,6,'name','o');
INSERT INTO "patient_term" VALUES(24,6,'name','oneil');
INSERT INTO "patient_term" VALUES(25,6,'name','zoe');
CREATE TABLE practitioner_hours (
	id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	weekday INTEGER NOT NULL, 
	from_minute INTEGER, 
	to_minute INTEGER, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT practitioner_weekday CHECK (weekday between 1 and 7), 
	CONSTRAINT comes_before_leaving CHECK ((from_minute is null and to_minute is null) or (0 <= from_minute and from_minute < to_minute and to_minute <= 1440)), 
	CONSTRAINT practitioner_hours_staff_id_known FOREIGN KEY(staff_id) REFERENCES staff (id)
);
INSERT INTO "practitioner_hours" VALUES(1,3,3,500,700,1);
INSERT INTO "practitioner_hours" VALUES(2,3,3,800,900,1);
CREATE TABLE proposal (
	id INTEGER NOT NULL, 
	source_id VARCHAR NOT NULL, 
	family_name VARCHAR NOT NULL, 
	given_name VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	phone VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	local_date DATE NOT NULL, 
	minute INTEGER NOT NULL, 
	minutes INTEGER NOT NULL, 
	zone VARCHAR NOT NULL, 
	fold INTEGER NOT NULL, 
	service VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	sequence INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	appointment_id INTEGER, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT proposal_state CHECK (state in ('waiting', 'settled', 'dismissed')), 
	CONSTRAINT proposal_appointment_id_known FOREIGN KEY(appointment_id) REFERENCES appointment (id), 
	CONSTRAINT proposal_source_id_unique UNIQUE (source_id)
);
INSERT INTO "proposal" VALUES(1,'b1','Lee','Ann','Ann Lee','','','2026-11-20',600,30,'America/Los_Angeles',0,'','please (dismissed: twice)',0,'dismissed',NULL,2);
CREATE TABLE provider (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	phone VARCHAR NOT NULL, 
	fax VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	active BOOLEAN NOT NULL, 
	merged_into INTEGER, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT provider_merged_into_known FOREIGN KEY(merged_into) REFERENCES provider (id), 
	CONSTRAINT provider_name_unique UNIQUE (name)
);
INSERT INTO "provider" VALUES(1,'Motion Clinic','physical_therapy','','','','','two doors on',0,NULL,3);
INSERT INTO "provider" VALUES(2,'Motion P.T.','physical_therapy','','','','','',1,NULL,1);
INSERT INTO "provider" VALUES(3,'Gone Chiropractic','physical_therapy','','','','','',1,NULL,2);
INSERT INTO "provider" VALUES(4,'Oak Massage','massage','555 0144','','','','',1,NULL,1);
CREATE TABLE red_flag_action (
	id INTEGER NOT NULL, 
	evaluation_id INTEGER NOT NULL, 
	course_id INTEGER NOT NULL, 
	what VARCHAR NOT NULL, 
	local_date DATE NOT NULL, 
	at_utc BIGINT NOT NULL, 
	staff_id INTEGER, 
	actor VARCHAR NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT red_flag_action_course_id_known FOREIGN KEY(course_id) REFERENCES course (id), 
	CONSTRAINT red_flag_action_evaluation_id_known FOREIGN KEY(evaluation_id) REFERENCES evaluation (id)
);
INSERT INTO "red_flag_action" VALUES(1,1,1,'sent to the hospital','2026-11-20',1795200000,1,'Ana Ruiz',0);
CREATE TABLE referral (
	id INTEGER NOT NULL, 
	source_id VARCHAR, 
	course_id INTEGER NOT NULL, 
	provider_id INTEGER, 
	kind VARCHAR NOT NULL, 
	urgency VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	created_on DATE NOT NULL, 
	sent_on DATE, 
	accepted_on DATE, 
	scheduled_on DATE, 
	appointment_on DATE, 
	attended_on DATE, 
	report_on DATE, 
	closed_on DATE, 
	ended_on DATE, 
	question VARCHAR NOT NULL, 
	respond_by DATE, 
	report_from VARCHAR DEFAULT '' NOT NULL, 
	report_summary VARCHAR DEFAULT '' NOT NULL, 
	reviewed_on DATE, 
	told_patient VARCHAR DEFAULT '' NOT NULL, 
	snoozed_until DATE, 
	snooze_reason VARCHAR DEFAULT '' NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT referral_kind CHECK (kind in ('chiropractic', 'physical_therapy', 'massage', 'orthopaedic')), 
	CONSTRAINT referral_status CHECK (status in ('draft', 'sent', 'accepted', 'scheduled', 'no_show', 'attended', 'report_received', 'closed', 'declined_by_patient', 'declined_by_provider', 'cancelled')), 
	CONSTRAINT referral_urgency CHECK (urgency in ('routine', 'urgent')), 
	CONSTRAINT referral_course_id_known FOREIGN KEY(course_id) REFERENCES course (id), 
	CONSTRAINT referral_provider_id_known FOREIGN KEY(provider_id) REFERENCES provider (id), 
	CONSTRAINT referral_source_id_unique UNIQUE (source_id)
);
INSERT INTO "referral" VALUES(1,NULL,1,1,'massage','routine','sent','2026-10-31','2026-11-20',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'What is the cause?',NULL,'','',NULL,'',NULL,'',0,2);
INSERT INTO "referral" VALUES(2,NULL,1,1,'physical_therapy','routine','accepted','2026-10-31','2026-11-02','2026-11-20',NULL,NULL,NULL,NULL,NULL,NULL,'What is the cause?',NULL,'','',NULL,'',NULL,'',0,3);
INSERT INTO "referral" VALUES(3,NULL,1,1,'physical_therapy','routine','scheduled','2026-10-31','2026-11-02','2026-11-04','2026-11-20','2026-11-21',NULL,NULL,NULL,NULL,'What is the cause?',NULL,'','',NULL,'',NULL,'',0,2);
INSERT INTO "referral" VALUES(4,NULL,1,1,'physical_therapy','routine','no_show','2026-10-31','2026-11-02','2026-11-04','2026-11-05','2026-11-12',NULL,NULL,NULL,NULL,'What is the cause?',NULL,'','',NULL,'',NULL,'',0,2);
INSERT INTO "referral" VALUES(5,NULL,1,1,'physical_therapy','routine','no_show','2026-10-31','2026-11-02','2026-11-04','2026-11-05','2026-11-12',NULL,NULL,NULL,NULL,'What is the cause?',NULL,'','',NULL,'',NULL,'',0,1);
INSERT INTO "referral" VALUES(6,NULL,1,1,'physical_therapy','routine','report_received','2026-10-31','2026-11-02','2026-11-04','2026-11-05','2026-11-12','2026-11-12','2026-11-20',NULL,NULL,'What is the cause?',NULL,'','weak flexors',NULL,'',NULL,'',0,2);
INSERT INTO "referral" VALUES(7,NULL,1,1,'physical_therapy','routine','closed','2026-10-31','2026-11-02','2026-11-04','2026-11-05','2026-11-12','2026-11-12','2026-11-16','2026-11-20',NULL,'What is the cause?',NULL,'A. Motion','','2026-11-20','Go on',NULL,'',0,3);
INSERT INTO "referral" VALUES(8,NULL,1,1,'physical_therapy','routine','accepted','2026-10-31','2026-11-02','2026-11-04',NULL,NULL,NULL,NULL,NULL,NULL,'What is the cause?',NULL,'','',NULL,'',NULL,'',0,2);
INSERT INTO "referral" VALUES(9,NULL,1,1,'physical_therapy','routine','declined_by_patient','2026-10-31','2026-11-02','2026-11-04',NULL,NULL,NULL,NULL,NULL,'2026-11-18','What is the cause?',NULL,'','',NULL,'',NULL,'',0,1);
INSERT INTO "referral" VALUES(10,NULL,1,2,'physical_therapy','routine','draft','2026-10-31',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-20','What is the cause?',NULL,'','',NULL,'',NULL,'',0,2);
INSERT INTO "referral" VALUES(11,NULL,1,1,'physical_therapy','routine','cancelled','2026-10-31',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-18','What is the cause?',NULL,'','',NULL,'',NULL,'',0,1);
INSERT INTO "referral" VALUES(12,NULL,1,1,'physical_therapy','routine','closed','2026-10-31','2026-11-02','2026-11-04','2026-11-05','2026-11-12','2026-11-12','2026-11-16','2026-11-20',NULL,'What is the cause?',NULL,'A. Motion','','2026-11-20','Exercises go on',NULL,'',0,2);
INSERT INTO "referral" VALUES(13,NULL,1,1,'physical_therapy','routine','declined_by_patient','2026-10-31','2026-11-02',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-20','What is the cause?',NULL,'','',NULL,'',NULL,'',0,3);
CREATE TABLE referral_event (
	id INTEGER NOT NULL, 
	referral_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	local_date DATE NOT NULL, 
	note VARCHAR NOT NULL, 
	at_utc BIGINT NOT NULL, 
	staff_id INTEGER, 
	actor VARCHAR NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT referral_event_kind CHECK (kind in ('step', 'call', 'note', 'snooze', 'correction')), 
	CONSTRAINT referral_event_referral_id_known FOREIGN KEY(referral_id) REFERENCES referral (id)
);
INSERT INTO "referral_event" VALUES(1,7,'step','report_received','2026-11-20','the report was read',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(2,7,'step','closed','2026-11-20','',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(3,1,'step','sent','2026-11-20','to Motion PT; fax',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(4,2,'call','','2026-11-20','they call back',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(5,2,'note','','2026-11-20','asked twice',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(6,2,'snooze','','2026-11-20','until 2026-11-21: on holiday',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(7,13,'snooze','','2026-11-20','taken up again',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(8,10,'step','draft','2026-11-20','Motion Clinic declined; sent on 2026-11-02, ended on 2026-11-18',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(9,2,'step','accepted','2026-11-20','',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(10,3,'step','scheduled','2026-11-20','for 2026-11-21',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(11,4,'step','no_show','2026-11-12','visit 2026-11-12',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(12,6,'step','report_received','2026-11-20','',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(13,12,'step','closed','2026-11-20','',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(14,13,'step','declined_by_patient','2026-11-20','',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(15,8,'correction','accepted','2026-11-20','wrong patient (was closed; scheduled on 2026-11-05, appointment on 2026-11-12, attended on 2026-11-12, report on 2026-11-16, report from A. Motion, reviewed on 2026-11-17, told patient Go on, closed on 2026-11-17)',1795200000,1,'Ana Ruiz',0);
CREATE TABLE referral_letter (
	id INTEGER NOT NULL, 
	referral_id INTEGER NOT NULL, 
	provider_id INTEGER, 
	local_date DATE NOT NULL, 
	sent_by VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	at_utc BIGINT NOT NULL, 
	staff_id INTEGER, 
	actor VARCHAR NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT referral_letter_provider_id_known FOREIGN KEY(provider_id) REFERENCES provider (id), 
	CONSTRAINT referral_letter_referral_id_known FOREIGN KEY(referral_id) REFERENCES referral (id)
);
INSERT INTO "referral_letter" VALUES(1,1,1,'2026-11-20','fax','{"format":1,"letter":{"function_name":"NDI","goal":null,"kind":"physical_therapy","on":"2026-11-20","parts":[{"heading":"Patient","key":"patient","text":"Name: Mei Tanaka.\nNo date of birth is on record.\nNo phone number is on record.\nNo address is on record."},{"heading":"What we ask","key":"question","text":"What is the cause?"},{"heading":"History","key":"history","text":"How it began is not on record.\nThe day of onset is not on record.\nThe duration is not on record.\nThe severity is not on record.\nNo contributing causes are on record."},{"heading":"Examination","key":"exam","text":"No examination is on record, and no answers to the red-flag screen."},{"heading":"Scores by visit","key":"scores","text":"No visit is on record."},{"heading":"Treatment here","key":"treatment","text":"No treatment is on record."},{"heading":"Response so far","key":"response","text":"The response to treatment is not on record."},{"heading":"Medicines, allergies, cautions","key":"safety","text":"No medicines are on record.\nNo allergies are on record.\nNo cautions are on record."},{"heading":"What the patient was told","key":"told","text":"What the patient was told is not on record."},{"heading":"Report","key":"report","text":"Please send us your report; no day is set for it.\nIf you cannot see the patient in time, please let us know, so that we can find somebody else."}],"patient":{"address":"","born":null,"name":"Mei Tanaka","phone":""},"receiver":{"address":"","credentials":"","email":"","fax":"","name":"Motion PT","person":"","phone":""},"respond_by":null,"sender":{"address":"","credentials":"","email":"","fax":"","name":"Riverside Acupuncture","person":"","phone":""},"urgency":"routine","visits":[]}}','925ef97c2884a0ca6c3a538034eb76a3412c52af3da0cf3948155cced881aa0c',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_letter" VALUES(2,2,1,'2026-11-20','fax','{"format":1,"letter":{"function_name":"NDI","goal":null,"kind":"physical_therapy","on":"2026-11-20","parts":[{"heading":"Patient","key":"patient","text":"Name: Mei Tanaka.\nNo date of birth is on record.\nNo phone number is on record.\nNo address is on record."},{"heading":"What we ask","key":"question","text":"What is the cause?"},{"heading":"History","key":"history","text":"How it began is not on record.\nThe day of onset is not on record.\nThe duration is not on record.\nThe severity is not on record.\nNo contributing causes are on record."},{"heading":"Examination","key":"exam","text":"No examination is on record, and no answers to the red-flag screen."},{"heading":"Scores by visit","key":"scores","text":"No visit is on record."},{"heading":"Treatment here","key":"treatment","text":"No treatment is on record."},{"heading":"Response so far","key":"response","text":"The response to treatment is not on record."},{"heading":"Medicines, allergies, cautions","key":"safety","text":"No medicines are on record.\nNo allergies are on record.\nNo cautions are on record."},{"heading":"What the patient was told","key":"told","text":"What the patient was told is not on record."},{"heading":"Report","key":"report","text":"Please send us your report; no day is set for it.\nIf you cannot see the patient in time, please let us know, so that we can find somebody else."}],"patient":{"address":"","born":null,"name":"Mei Tanaka","phone":""},"receiver":{"address":"","credentials":"","email":"","fax":"","name":"Motion PT","person":"","phone":""},"respond_by":null,"sender":{"address":"","credentials":"","email":"","fax":"","name":"Riverside Acupuncture","person":"","phone":""},"urgency":"routine","visits":[]}}','925ef97c2884a0ca6c3a538034eb76a3412c52af3da0cf3948155cced881aa0c',1795200000,1,'Ana Ruiz',0);
CREATE TABLE room (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	active BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT room_name_unique UNIQUE (name)
);
INSERT INTO "room" VALUES(1,'R1',1,1);
INSERT INTO "room" VALUES(2,'R2',1,1);
INSERT INTO "room" VALUES(3,'R3',1,1);
CREATE TABLE sign_in (
	id INTEGER NOT NULL, 
	staff_id INTEGER, 
	staff_key_id INTEGER, 
	actor VARCHAR NOT NULL, 
	at_utc BIGINT NOT NULL, 
	via VARCHAR NOT NULL, 
	origin VARCHAR DEFAULT '' NOT NULL, 
	terminal VARCHAR DEFAULT '' NOT NULL, 
	process VARCHAR DEFAULT '' NOT NULL, 
	read_only BOOLEAN DEFAULT 0 NOT NULL, 
	ended_utc BIGINT, 
	ended_how VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT sign_in_via CHECK (via in ('local', 'ssh')), 
	CONSTRAINT sign_in_staff_id_known FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT sign_in_staff_key_id_known FOREIGN KEY(staff_key_id) REFERENCES staff_key (id)
);
INSERT INTO "sign_in" VALUES(1,1,1,'Tom Becker',1795200000,'ssh','','','1:2:3',0,1795200000,'ended');
CREATE TABLE staff (
	id INTEGER NOT NULL, 
	source_id VARCHAR, 
	name VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	system_user VARCHAR, 
	credentials VARCHAR DEFAULT '' NOT NULL, 
	active BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, pin_hash VARCHAR, pin_failures INTEGER DEFAULT 0 NOT NULL, pin_blocked_until BIGINT, 
	PRIMARY KEY (id), 
	CONSTRAINT staff_role CHECK (role in ('front_desk', 'practitioner', 'owner')), 
	CONSTRAINT staff_source_id_unique UNIQUE (source_id), 
	CONSTRAINT staff_system_user_unique UNIQUE (system_user)
);
INSERT INTO "staff" VALUES(1,NULL,'Tom Becker','owner',NULL,'',1,2,'$argon2id$v=19$m=65536,t=3,p=4$SVl4nDRHujGUV0UtS7s17w$0MId47aA6sLv62nNDPq1ZFW1bZrBxnC0yyhbO8vLP98',0,NULL);
INSERT INTO "staff" VALUES(2,NULL,'Dana Lee','practitioner',NULL,'L.Ac.',1,2,NULL,0,NULL);
INSERT INTO "staff" VALUES(3,NULL,'Lee Chen','owner',NULL,'',0,3,NULL,0,NULL);
INSERT INTO "staff" VALUES(4,NULL,'Ira Novak','front_desk','ira','',1,1,NULL,0,NULL);
CREATE TABLE staff_key (
	id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	blob VARCHAR NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	comment VARCHAR DEFAULT '' NOT NULL, 
	added_utc BIGINT NOT NULL, 
	revoked_utc BIGINT, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT staff_key_staff_id_known FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT staff_key_blob_unique UNIQUE (blob)
);
INSERT INTO "staff_key" VALUES(1,1,'ssh-ed25519','AAAA','SHA256:aaaa','',1795200000,1795200000,2);
INSERT INTO "staff_key" VALUES(2,1,'ssh-ed25519','AAAC','SHA256:aaac','',1795200000,NULL,1);
INSERT INTO "staff_key" VALUES(3,3,'ssh-ed25519','AAAD','SHA256:aaad','',1795200000,1795200000,2);
CREATE TABLE undo_step (
	id INTEGER NOT NULL, 
	at_utc BIGINT NOT NULL, 
	staff_id INTEGER, 
	actor VARCHAR NOT NULL, 
	label VARCHAR NOT NULL, 
	payload VARCHAR NOT NULL, 
	undone_utc BIGINT, 
	PRIMARY KEY (id)
);
INSERT INTO "undo_step" VALUES(1,1795200000,1,'Ana Ruiz','advice','[{"table":"advice_decision","id":1,"was":null,"now":{"id":1,"course_id":1,"decision":"dismissed","rule":"D25","advice":"refer_complementary","basis":"v=3;S=5","reason":"no","local_date":"2026-11-20","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(2,1795200000,1,'Ana Ruiz','red flag','[{"table":"red_flag_action","id":1,"was":null,"now":{"id":1,"evaluation_id":1,"course_id":1,"what":"sent to the hospital","local_date":"2026-11-20","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(3,1795200000,1,'Ana Ruiz','arrive','[{"table":"appointment","id":1,"was":{"status":"booked","arrived_utc":null},"now":{"status":"arrived","arrived_utc":1795200000}}]',NULL);
INSERT INTO "undo_step" VALUES(4,1795200000,1,'Ana Ruiz','cancel','[{"table":"appointment","id":2,"was":{"status":"confirmed","cancelled_by":"","reason":""},"now":{"status":"late_cancelled","cancelled_by":"patient","reason":"is ill"}}]',NULL);
INSERT INTO "undo_step" VALUES(5,1795200000,1,'Ana Ruiz','done','[{"table":"appointment","id":4,"was":{"status":"in_room","finished_utc":null},"now":{"status":"completed","finished_utc":1795200000}},{"table":"visit","id":5,"was":null,"now":{"id":5,"source_id":null,"course_id":3,"practitioner_id":2,"local_date":"2026-11-20","minute":570,"nprs":null,"ndi_percent":null,"psfs":null,"rom_degrees":null,"groc":null,"points":"","techniques":"","note":"","sides":"","minutes":null,"response":"","adverse":"","advice_given":"","acknowledged":"","details":"{}","voided":false,"version":1}},{"table":"course","id":3,"was":{"expected_min":null,"expected_max":null},"now":{"expected_min":6,"expected_max":10}}]',NULL);
INSERT INTO "undo_step" VALUES(6,1795200000,1,'Ana Ruiz','left unseen','[{"table":"appointment","id":3,"was":{"status":"arrived","finished_utc":null},"now":{"status":"left_unseen","finished_utc":1795200000}}]',NULL);
INSERT INTO "undo_step" VALUES(7,1795200000,1,'Ana Ruiz','put back','[{"table":"appointment","id":7,"was":{"status":"no_show"},"now":{"status":"booked"}}]',NULL);
INSERT INTO "undo_step" VALUES(8,1795200000,1,'Ana Ruiz','put back','[{"table":"appointment","id":5,"was":{"status":"completed"},"now":{"status":"in_room"}}]',NULL);
INSERT INTO "undo_step" VALUES(9,1795200000,1,'Ana Ruiz','book','[{"table":"appointment","id":11,"was":null,"now":{"id":11,"source_id":null,"patient_id":2,"course_id":null,"practitioner_id":2,"room_id":1,"local_date":"2026-11-23","minute":600,"minutes":30,"zone":"America/Los_Angeles","fold":0,"start_utc":1795456800,"end_utc":1795458600,"status":"booked","cancelled_by":"","reason":"","arrived_utc":null,"started_utc":null,"finished_utc":null,"squeezed":false,"sequence":0,"note":"","voided":false,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(10,1795200000,1,'Ana Ruiz','book 3','[{"table":"appointment","id":12,"was":null,"now":{"id":12,"source_id":null,"patient_id":2,"course_id":null,"practitioner_id":2,"room_id":1,"local_date":"2026-11-24","minute":600,"minutes":30,"zone":"America/Los_Angeles","fold":0,"start_utc":1795543200,"end_utc":1795545000,"status":"booked","cancelled_by":"","reason":"","arrived_utc":null,"started_utc":null,"finished_utc":null,"squeezed":false,"sequence":0,"note":"","voided":false,"version":1}},{"table":"appointment","id":13,"was":null,"now":{"id":13,"source_id":null,"patient_id":2,"course_id":null,"practitioner_id":2,"room_id":1,"local_date":"2026-12-01","minute":600,"minutes":30,"zone":"America/Los_Angeles","fold":0,"start_utc":1796148000,"end_utc":1796149800,"status":"booked","cancelled_by":"","reason":"","arrived_utc":null,"started_utc":null,"finished_utc":null,"squeezed":false,"sequence":0,"note":"","voided":false,"version":1}},{"table":"appointment","id":14,"was":null,"now":{"id":14,"source_id":null,"patient_id":2,"course_id":null,"practitioner_id":2,"room_id":1,"local_date":"2026-12-08","minute":600,"minutes":30,"zone":"America/Los_Angeles","fold":0,"start_utc":1796752800,"end_utc":1796754600,"status":"booked","cancelled_by":"","reason":"","arrived_utc":null,"started_utc":null,"finished_utc":null,"squeezed":false,"sequence":0,"note":"","voided":false,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(11,1795200000,1,'Ana Ruiz','move','[{"table":"appointment","id":8,"was":{"practitioner_id":2,"room_id":null,"minute":690,"start_utc":1795462200,"end_utc":1795464000,"squeezed":false},"now":{"practitioner_id":3,"room_id":2,"minute":900,"start_utc":1795474800,"end_utc":1795476600,"squeezed":true}}]',NULL);
INSERT INTO "undo_step" VALUES(12,1795200000,1,'Ana Ruiz','walk-in','[{"table":"appointment","id":15,"was":null,"now":{"id":15,"source_id":null,"patient_id":2,"course_id":null,"practitioner_id":3,"room_id":null,"local_date":"2026-11-20","minute":640,"minutes":30,"zone":"America/Los_Angeles","fold":0,"start_utc":1795200000,"end_utc":1795201800,"status":"arrived","cancelled_by":"","reason":"","arrived_utc":1795200000,"started_utc":null,"finished_utc":null,"squeezed":false,"sequence":0,"note":"","voided":false,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(13,1795200000,1,'Ana Ruiz','change course','[{"table":"correction","id":1,"was":null,"now":{"id":1,"subject":"course","subject_id":1,"course_id":1,"field":"severity","was":"","now":"severe","reason":"seen again","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"correction","id":2,"was":null,"now":{"id":2,"subject":"course","subject_id":1,"course_id":1,"field":"causes","was":"","now":"whiplash","reason":"seen again","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"correction","id":3,"was":null,"now":{"id":3,"subject":"course","subject_id":1,"course_id":1,"field":"practitioner","was":"Dana Lee","now":"Lee Fox","reason":"seen again","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"correction","id":4,"was":null,"now":{"id":4,"subject":"course","subject_id":1,"course_id":1,"field":"expected visits","was":"6-10","now":"8-12","reason":"seen again","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"course","id":1,"was":{"practitioner_id":2,"severity":null,"causes":"","expected_min":6,"expected_max":10,"expected_by_rule":true,"expected_reason":""},"now":{"practitioner_id":3,"severity":"severe","causes":"whiplash","expected_min":8,"expected_max":12,"expected_by_rule":false,"expected_reason":"seen again"}}]',NULL);
INSERT INTO "undo_step" VALUES(14,1795200000,1,'Ana Ruiz','close course','[{"table":"appointment","id":9,"was":{"status":"booked","cancelled_by":"","reason":""},"now":{"status":"late_cancelled","cancelled_by":"clinic","reason":"course closed"}},{"table":"course","id":1,"was":{"closed_on":null,"outcome":null,"closing_note":""},"now":{"closed_on":"2026-11-20","outcome":"resolved","closing_note":"well"}}]',NULL);
INSERT INTO "undo_step" VALUES(15,1795200000,1,'Ana Ruiz','open course','[{"table":"course","id":5,"was":null,"now":{"id":5,"source_id":null,"patient_id":1,"practitioner_id":null,"condition":"low_back_pain","onset_date":null,"opened_on":"2026-11-20","severity":"mild","exam_class":null,"causes":"","expected_min":null,"expected_max":null,"expected_by_rule":true,"expected_reason":"","goal_nprs":null,"closed_on":null,"outcome":null,"closing_note":"","voided":false,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(16,1795200000,1,'Ana Ruiz','reopen course','[{"table":"correction","id":5,"was":null,"now":{"id":5,"subject":"course","subject_id":2,"course_id":2,"field":"closed","was":"2026-11-10","now":"","reason":"it came back","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"correction","id":6,"was":null,"now":{"id":6,"subject":"course","subject_id":2,"course_id":2,"field":"outcome","was":"resolved","now":"","reason":"it came back","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"correction","id":7,"was":null,"now":{"id":7,"subject":"course","subject_id":2,"course_id":2,"field":"note","was":"well again","now":"","reason":"it came back","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"course","id":2,"was":{"closed_on":"2026-11-10","outcome":"resolved","closing_note":"well again"},"now":{"closed_on":null,"outcome":null,"closing_note":""}}]',NULL);
INSERT INTO "undo_step" VALUES(17,1795200000,1,'Ana Ruiz','evaluation','[{"table":"evaluation","id":3,"was":null,"now":{"id":3,"course_id":1,"practitioner_id":null,"local_date":"2026-11-20","red_flag":"none","neuro":"sensory","findings":"{\"motion\":{\"flexion\":30}}","voided":false,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(18,1795200000,1,'Ana Ruiz','evaluation','[{"table":"correction","id":8,"was":null,"now":{"id":8,"subject":"evaluation","subject_id":2,"course_id":1,"field":"red_flag","was":"none","now":"urgent","reason":"misheard","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"correction","id":9,"was":null,"now":{"id":9,"subject":"evaluation","subject_id":2,"course_id":1,"field":"posture","was":"{\"head\":\"forward\"}","now":"{\"head\":\"upright\"}","reason":"misheard","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"evaluation","id":2,"was":{"practitioner_id":null,"red_flag":"none","findings":"{\"posture\":{\"head\":\"forward\"}}"},"now":{"practitioner_id":2,"red_flag":"urgent","findings":"{\"posture\":{\"head\":\"upright\"}}"}}]',NULL);
INSERT INTO "undo_step" VALUES(19,1795200000,1,'Ana Ruiz','attach file','[{"table":"attachment","id":1,"was":null,"now":{"id":1,"referral_id":6,"name":"67a733e5cb92b4375cd6a419192d2a32.pdf","title":"Report","media":"application/pdf","size":23,"digest":"635b857fcf3b491cde4ae51787deed3012fdd276d330b678c38affbf5a613415","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(20,1795200000,1,'Ana Ruiz','report read','[{"table":"referral","id":7,"was":{"status":"report_received","closed_on":null,"reviewed_on":null,"told_patient":""},"now":{"status":"closed","closed_on":"2026-11-20","reviewed_on":"2026-11-20","told_patient":"Go on"}},{"table":"referral_event","id":1,"was":null,"now":{"id":1,"referral_id":7,"kind":"step","state":"report_received","local_date":"2026-11-20","note":"the report was read","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"referral_event","id":2,"was":null,"now":{"id":2,"referral_id":7,"kind":"step","state":"closed","local_date":"2026-11-20","note":"","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(21,1795200000,1,'Ana Ruiz','absence','[{"table":"absence","id":2,"was":null,"now":{"id":2,"staff_id":2,"from_date":"2026-11-20","to_date":"2026-11-21","reason":"ill","version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(22,1795200000,1,'Ana Ruiz','closed day','[{"table":"closure","id":2,"was":null,"now":{"id":2,"source_id":null,"local_date":"2026-11-21","reason":"a burst pipe","cancelled":false,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(23,1795200000,1,'Ana Ruiz','opening hours','[{"table":"clinic_hours","id":1,"was":{"id":1,"weekday":6,"opens":540,"closes":720,"lunch_from":null,"lunch_to":null,"version":1},"now":null}]',NULL);
INSERT INTO "undo_step" VALUES(24,1795200000,1,'Ana Ruiz','working hours','[{"table":"practitioner_hours","id":1,"was":{"id":1,"staff_id":3,"weekday":3,"from_minute":540,"to_minute":720,"version":1},"now":null}]',NULL);
INSERT INTO "undo_step" VALUES(25,1795200000,1,'Ana Ruiz','absence','[{"table":"absence","id":1,"was":{"id":1,"staff_id":3,"from_date":"2026-11-23","to_date":"2026-11-23","reason":"","version":1},"now":null}]',NULL);
INSERT INTO "undo_step" VALUES(26,1795200000,1,'Ana Ruiz','closed day','[{"table":"closure","id":1,"was":{"cancelled":false},"now":{"cancelled":true}}]',NULL);
INSERT INTO "undo_step" VALUES(27,1795200000,1,'Ana Ruiz','opening hours','[{"table":"clinic_hours","id":1,"was":null,"now":{"id":1,"weekday":6,"opens":540,"closes":780,"lunch_from":600,"lunch_to":630,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(28,1795200000,1,'Ana Ruiz','opening hours','[{"table":"clinic_hours","id":2,"was":null,"now":{"id":2,"weekday":1,"opens":null,"closes":null,"lunch_from":null,"lunch_to":null,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(29,1795200000,1,'Ana Ruiz','patients at once','[{"table":"clinic","id":1,"was":{"overlap_limit":2},"now":{"overlap_limit":3}}]',NULL);
INSERT INTO "undo_step" VALUES(30,1795200000,1,'Ana Ruiz','opening hours','[{"table":"clinic","id":1,"was":{"opens_minute":480,"closes_minute":1080},"now":{"opens_minute":450,"closes_minute":1100}}]',NULL);
INSERT INTO "undo_step" VALUES(31,1795200000,1,'Ana Ruiz','working hours','[{"table":"practitioner_hours","id":1,"was":null,"now":{"id":1,"staff_id":3,"weekday":3,"from_minute":500,"to_minute":700,"version":1}},{"table":"practitioner_hours","id":2,"was":null,"now":{"id":2,"staff_id":3,"weekday":3,"from_minute":800,"to_minute":900,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(32,1795200000,1,'Ana Ruiz','change clinic','[{"table":"clinic","id":1,"was":{"phone":"","paper":""},"now":{"phone":"(503) 555-0101","paper":"a4"}}]',NULL);
INSERT INTO "undo_step" VALUES(33,1795200000,1,'Ana Ruiz','change credentials','[{"table":"staff","id":2,"was":{"credentials":""},"now":{"credentials":"L.Ac."}}]',NULL);
INSERT INTO "undo_step" VALUES(34,1795200000,1,'Ana Ruiz','referral sent','[{"table":"referral","id":1,"was":{"status":"draft","sent_on":null},"now":{"status":"sent","sent_on":"2026-11-20"}},{"table":"referral_event","id":3,"was":null,"now":{"id":3,"referral_id":1,"kind":"step","state":"sent","local_date":"2026-11-20","note":"to Motion PT; fax","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"referral_letter","id":1,"was":null,"now":{"id":1,"referral_id":1,"provider_id":1,"local_date":"2026-11-20","sent_by":"fax","text":"{\"format\":1,\"letter\":{\"function_name\":\"NDI\",\"goal\":null,\"kind\":\"physical_therapy\",\"on\":\"2026-11-20\",\"parts\":[{\"heading\":\"Patient\",\"key\":\"patient\",\"text\":\"Name: Mei Tanaka.\\nNo date of birth is on record.\\nNo phone number is on record.\\nNo address is on record.\"},{\"heading\":\"What we ask\",\"key\":\"question\",\"text\":\"What is the cause?\"},{\"heading\":\"History\",\"key\":\"history\",\"text\":\"How it began is not on record.\\nThe day of onset is not on record.\\nThe duration is not on record.\\nThe severity is not on record.\\nNo contributing causes are on record.\"},{\"heading\":\"Examination\",\"key\":\"exam\",\"text\":\"No examination is on record, and no answers to the red-flag screen.\"},{\"heading\":\"Scores by visit\",\"key\":\"scores\",\"text\":\"No visit is on record.\"},{\"heading\":\"Treatment here\",\"key\":\"treatment\",\"text\":\"No treatment is on record.\"},{\"heading\":\"Response so far\",\"key\":\"response\",\"text\":\"The response to treatment is not on record.\"},{\"heading\":\"Medicines, allergies, cautions\",\"key\":\"safety\",\"text\":\"No medicines are on record.\\nNo allergies are on record.\\nNo cautions are on record.\"},{\"heading\":\"What the patient was told\",\"key\":\"told\",\"text\":\"What the patient was told is not on record.\"},{\"heading\":\"Report\",\"key\":\"report\",\"text\":\"Please send us your report; no day is set for it.\\nIf you cannot see the patient in time, please let us know, so that we can find somebody else.\"}],\"patient\":{\"address\":\"\",\"born\":null,\"name\":\"Mei Tanaka\",\"phone\":\"\"},\"receiver\":{\"address\":\"\",\"credentials\":\"\",\"email\":\"\",\"fax\":\"\",\"name\":\"Motion PT\",\"person\":\"\",\"phone\":\"\"},\"respond_by\":null,\"sender\":{\"address\":\"\",\"credentials\":\"\",\"email\":\"\",\"fax\":\"\",\"name\":\"Riverside Acupuncture\",\"person\":\"\",\"phone\":\"\"},\"urgency\":\"routine\",\"visits\":[]}}","digest":"925ef97c2884a0ca6c3a538034eb76a3412c52af3da0cf3948155cced881aa0c","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(35,1795200000,1,'Ana Ruiz','change patient','[{"table":"patient","id":1,"was":{"family_name":"Tanaka","phone":"555 0100","note":""},"now":{"family_name":"Sato","phone":"555 0111","note":"moved"}},{"table":"former_name","id":1,"was":null,"now":{"id":1,"patient_id":1,"family_name":"Tanaka","given_name":"Mei","version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(36,1795200000,1,'Ana Ruiz','register','[{"table":"patient","id":5,"was":null,"now":{"id":5,"source_id":null,"family_name":"Novak","given_name":"Eva","preferred_name":"","date_of_birth":null,"phone":"555 0122","email":"","cautions":"","note":"by phone","address":"","medicines":"","allergies":"","merged_into":null,"voided":false,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(37,1795200000,1,'Ana Ruiz','dismiss booking','[{"table":"proposal","id":1,"was":{"note":"please","state":"waiting"},"now":{"note":"please (dismissed: twice)","state":"dismissed"}}]',NULL);
INSERT INTO "undo_step" VALUES(38,1795200000,1,'Ana Ruiz','new provider','[{"table":"provider","id":4,"was":null,"now":{"id":4,"name":"Oak Massage","kind":"massage","phone":"555 0144","fax":"","email":"","address":"","note":"","active":true,"merged_into":null,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(39,1795200000,1,'Ana Ruiz','change provider','[{"table":"provider","id":1,"was":{"name":"Motion PT","note":""},"now":{"name":"Motion Clinic","note":"two doors on"}}]',NULL);
INSERT INTO "undo_step" VALUES(40,1795200000,1,'Ana Ruiz','retire provider','[{"table":"provider","id":1,"was":{"active":true},"now":{"active":false}}]',NULL);
INSERT INTO "undo_step" VALUES(41,1795200000,1,'Ana Ruiz','take provider back','[{"table":"provider","id":3,"was":{"active":false},"now":{"active":true}}]',NULL);
INSERT INTO "undo_step" VALUES(42,1795200000,1,'Ana Ruiz','call','[{"table":"referral_event","id":4,"was":null,"now":{"id":4,"referral_id":2,"kind":"call","state":"","local_date":"2026-11-20","note":"they call back","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(43,1795200000,1,'Ana Ruiz','keep letter','[{"table":"referral_letter","id":2,"was":null,"now":{"id":2,"referral_id":2,"provider_id":1,"local_date":"2026-11-20","sent_by":"fax","text":"{\"format\":1,\"letter\":{\"function_name\":\"NDI\",\"goal\":null,\"kind\":\"physical_therapy\",\"on\":\"2026-11-20\",\"parts\":[{\"heading\":\"Patient\",\"key\":\"patient\",\"text\":\"Name: Mei Tanaka.\\nNo date of birth is on record.\\nNo phone number is on record.\\nNo address is on record.\"},{\"heading\":\"What we ask\",\"key\":\"question\",\"text\":\"What is the cause?\"},{\"heading\":\"History\",\"key\":\"history\",\"text\":\"How it began is not on record.\\nThe day of onset is not on record.\\nThe duration is not on record.\\nThe severity is not on record.\\nNo contributing causes are on record.\"},{\"heading\":\"Examination\",\"key\":\"exam\",\"text\":\"No examination is on record, and no answers to the red-flag screen.\"},{\"heading\":\"Scores by visit\",\"key\":\"scores\",\"text\":\"No visit is on record.\"},{\"heading\":\"Treatment here\",\"key\":\"treatment\",\"text\":\"No treatment is on record.\"},{\"heading\":\"Response so far\",\"key\":\"response\",\"text\":\"The response to treatment is not on record.\"},{\"heading\":\"Medicines, allergies, cautions\",\"key\":\"safety\",\"text\":\"No medicines are on record.\\nNo allergies are on record.\\nNo cautions are on record.\"},{\"heading\":\"What the patient was told\",\"key\":\"told\",\"text\":\"What the patient was told is not on record.\"},{\"heading\":\"Report\",\"key\":\"report\",\"text\":\"Please send us your report; no day is set for it.\\nIf you cannot see the patient in time, please let us know, so that we can find somebody else.\"}],\"patient\":{\"address\":\"\",\"born\":null,\"name\":\"Mei Tanaka\",\"phone\":\"\"},\"receiver\":{\"address\":\"\",\"credentials\":\"\",\"email\":\"\",\"fax\":\"\",\"name\":\"Motion PT\",\"person\":\"\",\"phone\":\"\"},\"respond_by\":null,\"sender\":{\"address\":\"\",\"credentials\":\"\",\"email\":\"\",\"fax\":\"\",\"name\":\"Riverside Acupuncture\",\"person\":\"\",\"phone\":\"\"},\"urgency\":\"routine\",\"visits\":[]}}","digest":"925ef97c2884a0ca6c3a538034eb76a3412c52af3da0cf3948155cced881aa0c","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(44,1795200000,1,'Ana Ruiz','note','[{"table":"referral_event","id":5,"was":null,"now":{"id":5,"referral_id":2,"kind":"note","state":"","local_date":"2026-11-20","note":"asked twice","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(45,1795200000,1,'Ana Ruiz','put off','[{"table":"referral","id":2,"was":{"snoozed_until":null,"snooze_reason":""},"now":{"snoozed_until":"2026-11-21","snooze_reason":"on holiday"}},{"table":"referral_event","id":6,"was":null,"now":{"id":6,"referral_id":2,"kind":"snooze","state":"","local_date":"2026-11-20","note":"until 2026-11-21: on holiday","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(46,1795200000,1,'Ana Ruiz','take up again','[{"table":"referral","id":13,"was":{"snoozed_until":"2026-11-25","snooze_reason":"away"},"now":{"snoozed_until":null,"snooze_reason":""}},{"table":"referral_event","id":7,"was":null,"now":{"id":7,"referral_id":13,"kind":"snooze","state":"","local_date":"2026-11-20","note":"taken up again","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(47,1795200000,1,'Ana Ruiz','referral to send','[{"table":"referral","id":10,"was":{"provider_id":1,"status":"declined_by_provider","sent_on":"2026-11-02","ended_on":"2026-11-18"},"now":{"provider_id":2,"status":"draft","sent_on":null,"ended_on":"2026-11-20"}},{"table":"referral_event","id":8,"was":null,"now":{"id":8,"referral_id":10,"kind":"step","state":"draft","local_date":"2026-11-20","note":"Motion Clinic declined; sent on 2026-11-02, ended on 2026-11-18","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(48,1795200000,1,'Ana Ruiz','referral accepted','[{"table":"referral","id":2,"was":{"status":"sent","accepted_on":null,"snoozed_until":"2026-11-21","snooze_reason":"on holiday"},"now":{"status":"accepted","accepted_on":"2026-11-20","snoozed_until":null,"snooze_reason":""}},{"table":"referral_event","id":9,"was":null,"now":{"id":9,"referral_id":2,"kind":"step","state":"accepted","local_date":"2026-11-20","note":"","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(49,1795200000,1,'Ana Ruiz','referral visit booked','[{"table":"referral","id":3,"was":{"status":"accepted","scheduled_on":null,"appointment_on":null},"now":{"status":"scheduled","scheduled_on":"2026-11-20","appointment_on":"2026-11-21"}},{"table":"referral_event","id":10,"was":null,"now":{"id":10,"referral_id":3,"kind":"step","state":"scheduled","local_date":"2026-11-20","note":"for 2026-11-21","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(50,1795200000,1,'Ana Ruiz','referral did not come','[{"table":"referral","id":4,"was":{"status":"scheduled"},"now":{"status":"no_show"}},{"table":"referral_event","id":11,"was":null,"now":{"id":11,"referral_id":4,"kind":"step","state":"no_show","local_date":"2026-11-12","note":"visit 2026-11-12","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(51,1795200000,1,'Ana Ruiz','referral report to read','[{"table":"referral","id":6,"was":{"status":"attended","report_on":null,"report_summary":""},"now":{"status":"report_received","report_on":"2026-11-20","report_summary":"weak flexors"}},{"table":"referral_event","id":12,"was":null,"now":{"id":12,"referral_id":6,"kind":"step","state":"report_received","local_date":"2026-11-20","note":"","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(52,1795200000,1,'Ana Ruiz','referral closed','[{"table":"referral","id":12,"was":{"status":"report_received","closed_on":null,"told_patient":""},"now":{"status":"closed","closed_on":"2026-11-20","told_patient":"Exercises go on"}},{"table":"referral_event","id":13,"was":null,"now":{"id":13,"referral_id":12,"kind":"step","state":"closed","local_date":"2026-11-20","note":"","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(53,1795200000,1,'Ana Ruiz','referral refused by the patient','[{"table":"referral","id":13,"was":{"status":"sent","ended_on":null},"now":{"status":"declined_by_patient","ended_on":"2026-11-20"}},{"table":"referral_event","id":14,"was":null,"now":{"id":14,"referral_id":13,"kind":"step","state":"declined_by_patient","local_date":"2026-11-20","note":"","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(54,1795200000,1,'Ana Ruiz','referral put back','[{"table":"referral","id":8,"was":{"status":"closed","scheduled_on":"2026-11-05","appointment_on":"2026-11-12","attended_on":"2026-11-12","report_on":"2026-11-16","closed_on":"2026-11-17","report_from":"A. Motion","reviewed_on":"2026-11-17","told_patient":"Go on"},"now":{"status":"accepted","scheduled_on":null,"appointment_on":null,"attended_on":null,"report_on":null,"closed_on":null,"report_from":"","reviewed_on":null,"told_patient":""}},{"table":"referral_event","id":15,"was":null,"now":{"id":15,"referral_id":8,"kind":"correction","state":"accepted","local_date":"2026-11-20","note":"wrong patient (was closed; scheduled on 2026-11-05, appointment on 2026-11-12, attended on 2026-11-12, report on 2026-11-16, report from A. Motion, reviewed on 2026-11-17, told patient Go on, closed on 2026-11-17)","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(55,1795200000,1,'Ana Ruiz','correct visit','[{"table":"correction","id":10,"was":null,"now":{"id":10,"subject":"visit","subject_id":1,"course_id":1,"field":"nprs","was":"6","now":"3","reason":"misheard","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"correction","id":11,"was":null,"now":{"id":11,"subject":"visit","subject_id":1,"course_id":1,"field":"pain","was":"[6,8,4]","now":"","reason":"misheard","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"correction","id":12,"was":null,"now":{"id":12,"subject":"visit","subject_id":1,"course_id":1,"field":"motion","was":"{\"flexion\":40}","now":"","reason":"misheard","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"visit","id":1,"was":{"nprs":6.0,"rom_degrees":40.0,"note":"","details":"{\"pain\":[6,8,4],\"motion\":{\"flexion\":40}}"},"now":{"nprs":3.0,"rom_degrees":null,"note":"x","details":"{}"}},{"table":"correction","id":13,"was":null,"now":{"id":13,"subject":"visit","subject_id":1,"course_id":1,"field":"rom_degrees","was":"40","now":"","reason":"misheard","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(56,1795200000,1,'Ana Ruiz','record visit','[{"table":"visit","id":6,"was":null,"now":{"id":6,"source_id":null,"course_id":4,"practitioner_id":null,"local_date":"2026-11-20","minute":640,"nprs":4.0,"ndi_percent":20.0,"psfs":null,"rom_degrees":45,"groc":null,"points":"","techniques":"cupping","note":"sleeps better","sides":"","minutes":null,"response":"","adverse":"","advice_given":"","acknowledged":"","details":"{\"function\":[1,1,1,1,1,1,1,1,1,1],\"motion\":{\"flexion\":45},\"pain\":[4,6,2]}","voided":false,"version":2}},{"table":"course","id":4,"was":{"expected_min":null,"expected_max":null},"now":{"expected_min":6,"expected_max":10}}]',NULL);
INSERT INTO "undo_step" VALUES(57,1795200000,1,'Ana Ruiz','record visit','[{"table":"visit","id":4,"was":{"nprs":null,"ndi_percent":null,"rom_degrees":null,"techniques":"","note":"","details":"{}"},"now":{"nprs":4.0,"ndi_percent":20.0,"rom_degrees":45,"techniques":"cupping","note":"sleeps better","details":"{\"function\":[1,1,1,1,1,1,1,1,1,1],\"motion\":{\"flexion\":45},\"pain\":[4,6,2]}"}}]',NULL);
INSERT INTO "undo_step" VALUES(58,1795200000,1,'Ana Ruiz','take visit off','[{"table":"correction","id":14,"was":null,"now":{"id":14,"subject":"visit","subject_id":2,"course_id":1,"field":"visit","was":"2026-10-18","now":"taken off","reason":"another patient''s","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"visit","id":2,"was":{"voided":false},"now":{"voided":true}}]',NULL);
INSERT INTO "undo_step" VALUES(59,1795200000,1,'Ana Ruiz','waiting list','[{"table":"waiting_entry","id":3,"was":null,"now":{"id":3,"patient_id":2,"practitioner_id":null,"course_id":null,"earliest":"2026-11-20","latest":null,"weekdays":"1;3","from_minute":null,"until_minute":null,"minutes":30,"note":"mornings","since_utc":1795200000,"state":"waiting","version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(60,1795200000,1,'Ana Ruiz','waiting list','[{"table":"waiting_entry","id":2,"was":{"state":"offered"},"now":{"state":"waiting"}}]',NULL);
INSERT INTO "undo_step" VALUES(61,1795200000,1,'Ana Ruiz','waiting list','[{"table":"waiting_entry","id":1,"was":{"state":"waiting"},"now":{"state":"booked"}}]',NULL);
CREATE TABLE visit (
	id INTEGER NOT NULL, 
	source_id VARCHAR, 
	course_id INTEGER NOT NULL, 
	practitioner_id INTEGER, 
	local_date DATE NOT NULL, 
	minute INTEGER NOT NULL, 
	nprs FLOAT, 
	ndi_percent FLOAT, 
	psfs FLOAT, 
	rom_degrees FLOAT, 
	groc INTEGER, 
	points VARCHAR NOT NULL, 
	techniques VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	sides VARCHAR DEFAULT '' NOT NULL, 
	minutes INTEGER, 
	response VARCHAR DEFAULT '' NOT NULL, 
	adverse VARCHAR DEFAULT '' NOT NULL, 
	advice_given VARCHAR DEFAULT '' NOT NULL, 
	acknowledged VARCHAR DEFAULT '' NOT NULL, 
	details VARCHAR DEFAULT '{}' NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT groc_range CHECK (groc is null or groc between -7 and 7), 
	CONSTRAINT ndi_range CHECK (ndi_percent is null or ndi_percent between 0 and 100), 
	CONSTRAINT nprs_range CHECK (nprs is null or nprs between 0 and 10), 
	CONSTRAINT psfs_range CHECK (psfs is null or psfs between 0 and 10), 
	CONSTRAINT visit_course_id_known FOREIGN KEY(course_id) REFERENCES course (id), 
	CONSTRAINT visit_practitioner_id_known FOREIGN KEY(practitioner_id) REFERENCES staff (id), 
	CONSTRAINT visit_source_id_unique UNIQUE (source_id)
);
INSERT INTO "visit" VALUES(1,NULL,1,NULL,'2026-10-11',600,3.0,NULL,NULL,NULL,NULL,'','','x','',NULL,'','','','','{}',0,3);
INSERT INTO "visit" VALUES(2,NULL,1,NULL,'2026-10-18',600,5.0,NULL,NULL,NULL,NULL,'','','','',NULL,'','','','','{}',1,2);
INSERT INTO "visit" VALUES(3,NULL,1,NULL,'2026-10-25',600,5.0,NULL,NULL,NULL,NULL,'','','','',NULL,'','','','','{}',0,1);
INSERT INTO "visit" VALUES(4,NULL,3,NULL,'2026-10-11',600,4.0,20.0,NULL,45.0,NULL,'','cupping','sleeps better','',NULL,'','','','','{"function":[1,1,1,1,1,1,1,1,1,1],"motion":{"flexion":45},"pain":[4,6,2]}',0,3);
INSERT INTO "visit" VALUES(5,NULL,3,2,'2026-11-20',570,NULL,NULL,NULL,NULL,NULL,'','','','',NULL,'','','','','{}',0,1);
INSERT INTO "visit" VALUES(6,NULL,4,NULL,'2026-11-20',640,4.0,20.0,NULL,45.0,NULL,'','cupping','sleeps better','',NULL,'','','','','{"function":[1,1,1,1,1,1,1,1,1,1],"motion":{"flexion":45},"pain":[4,6,2]}',0,2);
CREATE TABLE waiting_entry (
	id INTEGER NOT NULL, 
	patient_id INTEGER NOT NULL, 
	practitioner_id INTEGER, 
	course_id INTEGER, 
	earliest DATE NOT NULL, 
	latest DATE, 
	weekdays VARCHAR NOT NULL, 
	from_minute INTEGER, 
	until_minute INTEGER, 
	minutes INTEGER NOT NULL, 
	note VARCHAR NOT NULL, 
	since_utc BIGINT NOT NULL, 
	state VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT waiting_state CHECK (state in ('waiting', 'offered', 'booked', 'withdrawn')), 
	CONSTRAINT waiting_dates CHECK (latest is null or latest >= earliest), 
	CONSTRAINT waiting_minutes CHECK (minutes between 5 and 480), 
	CONSTRAINT waiting_entry_course_id_known FOREIGN KEY(course_id) REFERENCES course (id), 
	CONSTRAINT waiting_entry_patient_id_known FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT waiting_entry_practitioner_id_known FOREIGN KEY(practitioner_id) REFERENCES staff (id)
);
INSERT INTO "waiting_entry" VALUES(1,3,NULL,NULL,'2026-11-20',NULL,'',NULL,NULL,30,'',1795191000,'booked',2);
INSERT INTO "waiting_entry" VALUES(2,4,NULL,NULL,'2026-11-20',NULL,'',NULL,NULL,30,'',1795191000,'waiting',2);
INSERT INTO "waiting_entry" VALUES(3,2,NULL,NULL,'2026-11-20',NULL,'1;3',NULL,NULL,30,'mornings',1795200000,'waiting',1);
CREATE INDEX audit_by_patient ON audit_entry (patient_id);
CREATE INDEX audit_by_subject ON audit_entry (subject, subject_id);
CREATE INDEX closure_by_local_date ON closure (local_date);
CREATE INDEX patient_by_date_of_birth ON patient (date_of_birth);
CREATE INDEX patient_by_merged_into ON patient (merged_into);
CREATE INDEX former_name_by_patient_id ON former_name (patient_id);
CREATE INDEX practitioner_hours_by_staff ON practitioner_hours (staff_id, weekday);
CREATE INDEX absence_by_staff ON absence (staff_id, to_date);
CREATE INDEX undo_step_to_undo ON undo_step (staff_id, id) WHERE undone_utc is null;
CREATE INDEX course_by_closing ON course (closed_on, opened_on, voided);
CREATE INDEX course_by_patient_id ON course (patient_id);
CREATE INDEX patient_term_by_patient ON patient_term (patient_id, term);
CREATE INDEX patient_term_by_term ON patient_term (term, patient_id);
CREATE INDEX waiting_entry_by_patient ON waiting_entry (patient_id);
CREATE INDEX waiting_entry_open ON waiting_entry (since_utc) WHERE state in ('waiting', 'offered');
CREATE INDEX appointment_by_course ON appointment (course_id, start_utc);
CREATE INDEX appointment_by_day ON appointment (local_date, minute);
CREATE INDEX appointment_by_patient ON appointment (patient_id, start_utc);
CREATE INDEX appointment_by_practitioner ON appointment (practitioner_id, start_utc);
CREATE INDEX appointment_by_room ON appointment (room_id, start_utc);
CREATE INDEX appointment_to_come_by_course ON appointment (course_id, local_date, minute) WHERE status in ('booked', 'confirmed');
CREATE INDEX appointment_to_come_by_patient ON appointment (patient_id, local_date, minute) WHERE status in ('booked', 'confirmed');
CREATE INDEX evaluation_by_course ON evaluation (course_id, local_date);
CREATE INDEX evaluation_flagged ON evaluation (course_id, local_date) WHERE red_flag <> 'none';
CREATE INDEX referral_by_closed_on ON referral (closed_on);
CREATE INDEX referral_by_course ON referral (course_id, created_on);
CREATE INDEX referral_by_ended_on ON referral (ended_on);
CREATE INDEX referral_open ON referral (created_on) WHERE status not in ('closed', 'declined_by_patient', 'cancelled');
CREATE INDEX visit_scores ON visit (course_id, local_date, minute, id, nprs, ndi_percent, psfs, rom_degrees, groc, voided);
CREATE INDEX proposal_waiting ON proposal (local_date) WHERE state = 'waiting';
CREATE INDEX draft_by_patient ON draft (patient_id);
CREATE INDEX correction_by_subject ON correction (subject, subject_id);
CREATE INDEX correction_by_course_id ON correction (course_id);
CREATE INDEX advice_decision_by_course ON advice_decision (course_id, id);
CREATE INDEX red_flag_action_by_evaluation ON red_flag_action (evaluation_id);
CREATE INDEX referral_event_by_referral ON referral_event (referral_id, id);
CREATE INDEX referral_letter_by_referral ON referral_letter (referral_id, id);
CREATE INDEX attachment_by_referral ON attachment (referral_id);
CREATE INDEX staff_key_by_staff ON staff_key (staff_id);
CREATE INDEX sign_in_open ON sign_in (ended_utc) WHERE ended_utc is null;
CREATE INDEX emergency_access_by_staff ON emergency_access (staff_id, until_utc);
CREATE TRIGGER appointment_room_insert before insert on appointment when new.room_id is not null and new.status not in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') and not new.voided begin select raise(abort, 'acudesk:room_taken') where exists (select 1 from appointment as other where other.room_id = new.room_id and other.start_utc > new.start_utc - 28800 and other.start_utc < new.end_utc and other.end_utc > new.start_utc and other.status not in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') and not other.voided ); end;
CREATE TRIGGER appointment_room_update before update on appointment when new.room_id is not null and new.status not in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') and not new.voided and (old.status in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') or old.voided or new.room_id is not old.room_id or new.start_utc <> old.start_utc or new.end_utc <> old.end_utc) begin select raise(abort, 'acudesk:room_taken') where exists (select 1 from appointment as other where other.room_id = new.room_id and other.start_utc > new.start_utc - 28800 and other.start_utc < new.end_utc and other.end_utc > new.start_utc and other.status not in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') and not other.voided and other.id <> old.id ); end;
CREATE TRIGGER appointment_patient_insert before insert on appointment when new.patient_id is not null and new.status not in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') and not new.voided begin select raise(abort, 'acudesk:patient_taken') where exists (select 1 from appointment as other where other.patient_id = new.patient_id and other.start_utc > new.start_utc - 28800 and other.start_utc < new.end_utc and other.end_utc > new.start_utc and other.status not in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') and not other.voided ); end;
CREATE TRIGGER appointment_patient_update before update on appointment when new.patient_id is not null and new.status not in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') and not new.voided and (old.status in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') or old.voided or new.patient_id is not old.patient_id or new.start_utc <> old.start_utc or new.end_utc <> old.end_utc) begin select raise(abort, 'acudesk:patient_taken') where exists (select 1 from appointment as other where other.patient_id = new.patient_id and other.start_utc > new.start_utc - 28800 and other.start_utc < new.end_utc and other.end_utc > new.start_utc and other.status not in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') and not other.voided and other.id <> old.id ); end;
CREATE TRIGGER patient_kept before delete on patient begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER course_kept before delete on course begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER evaluation_kept before delete on evaluation begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER visit_kept before delete on visit begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER appointment_kept before delete on appointment begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER referral_kept before delete on referral begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER correction_kept before delete on correction begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER advice_decision_kept before delete on advice_decision begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER red_flag_action_kept before delete on red_flag_action begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER referral_event_kept before delete on referral_event begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER referral_letter_kept before delete on referral_letter begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER attachment_kept before delete on attachment begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER audit_entry_no_update before update on audit_entry begin select raise(abort, 'acudesk:audit'); end;
CREATE TRIGGER audit_entry_no_delete before delete on audit_entry begin select raise(abort, 'acudesk:audit'); end;
CREATE TRIGGER audit_entry_chain before insert on audit_entry when new.id is not (select coalesce(max(id), 0) + 1 from audit_entry) or new.previous_hash is not coalesce((select hash from audit_entry order by id desc limit 1), '') begin select raise(abort, 'acudesk:audit'); end;
CREATE TRIGGER audit_key_no_update before update on audit_key begin select raise(abort, 'acudesk:audit'); end;
CREATE TRIGGER audit_key_no_delete before delete on audit_key begin select raise(abort, 'acudesk:audit'); end;
CREATE TRIGGER audit_key_next before insert on audit_key when new.first_entry is not (select coalesce(max(id), 0) + 1 from audit_entry) begin select raise(abort, 'acudesk:audit'); end;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('draft',3);
COMMIT;
